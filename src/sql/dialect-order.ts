import { backquotes } from './dialect/backquotes.ts';
import { dropHint } from './dialect/drop-hint.ts';
import { exceptColumns } from './dialect/except-columns.ts';
import { intervalParameter } from './dialect/interval-parameter.ts';
import { isUndefined } from './dialect/is-undefined.ts';
import { listConstructor } from './dialect/list-constructor.ts';
import { shortCalls } from './dialect/short-calls.ts';
import { unnestAlias } from './dialect/unnest-alias.ts';
import type { DialectRule } from './dialect-rule.ts';

/**
 * All rules see the author's text, never each other's result, so their order decides nothing but which edit wins where two overlap:
 * a dropped HINT wins over what stands inside it. Backquotes inside UNNEST(…) are edited by `unnestAlias` itself.
 */
export const dialectRules: readonly DialectRule[] = [
  dropHint,
  unnestAlias,
  exceptColumns,
  shortCalls,
  intervalParameter,
  isUndefined,
  listConstructor,
  backquotes,
];
