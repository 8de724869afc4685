import { RockpoolError } from '../base/error.ts';
import { dialectRules } from './dialect-order.ts';
import { applyEdits, type Edit } from './edit.ts';
import { placeAt } from './location.ts';
import { findParameters, isBracketedList, type ParameterUse } from './parameters.ts';
import { scanText, type Token } from './scan-text.ts';
import type { Statement } from './statement.ts';

/**
 * The statement as DuckDB sees it: old spellings rewritten, each `:name` a `CAST($name AS <type>)`, so that column types never depend on
 * an argument. `parameterTypes` are SQL type texts such as `BIGINT` or `VARCHAR[]`; a parameter without entry is VARCHAR.
 * Throws SQL_SYNTAX for two parameters that differ only in case, which DuckDB would take for one.
 */
export function makeStatement(text: string, parameterTypes: ReadonlyMap<string, string>): Statement {
  const tokens = scanText(text);
  const uses = findParameters(tokens);
  const types: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const use of uses) {
    refuseCaseTwin(text, use, Object.keys(types));
    types[use.name] = parameterTypes.get(use.name) ?? 'VARCHAR';
  }
  const edits = [
    ...uses.map((use) => parameterEdit(tokens, use, types[use.name]!)),
    ...dialectRules.flatMap((rule) => rule.edits(tokens)),
  ];
  const { text: sql, offsets } = applyEdits(text, edits);
  return { text, sql, offsets, parameters: Object.keys(types), parameterTypes: types };
}

function parameterEdit(tokens: readonly Token[], use: ParameterUse, type: string): Edit {
  const cast = `CAST($${use.name} AS ${type})`;
  // `IN (list)` would compare with the list itself; `IN list` looks into it.
  const inList = type.endsWith('[]') && isBracketedList(tokens, use);
  if (!inList) return { start: use.start, end: use.end, text: cast };
  return { start: tokens[use.from - 1]!.start, end: tokens[use.to + 1]!.end, text: cast };
}

function refuseCaseTwin(text: string, use: ParameterUse, known: readonly string[]): void {
  const twin = known.find((name) => name !== use.name && name.toLowerCase() === use.name.toLowerCase());
  if (twin === undefined) return;
  throw new RockpoolError('SQL_SYNTAX', `The parameters :${twin} and :${use.name} differ only in case.`, {
    hint: 'Write them alike, or give one of them another name.',
    place: placeAt(text, use.start),
  });
}
