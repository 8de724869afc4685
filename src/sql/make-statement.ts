import { RockpoolError } from '../base/error.ts';
import { dialectRules } from './dialect-order.ts';
import { applyEdits, type Edit } from './edit.ts';
import { placeAt } from './location.ts';
import { findParameters, isBracketedList, type ParameterUse } from './parameters.ts';
import { scanText, type Token } from './scan-text.ts';
import type { Statement } from './statement.ts';

/** More than people write; checking takes more than linear time, on the thread that answers everybody. */
const mostCharacters = 1_000_000;
const mostParameters = 1000;

/**
 * The statement as DuckDB sees it: old spellings rewritten, each `:name` a `CAST($name AS <type>)`, so that column types never depend on
 * an argument. `parameterTypes` are SQL type texts such as `BIGINT` or `VARCHAR[]`; a parameter without entry is VARCHAR.
 * Throws SQL_SYNTAX for two parameters that differ only in case, which DuckDB would take for one, and for too long a text.
 */
export function makeStatement(text: string, parameterTypes: ReadonlyMap<string, string>): Statement {
  if (text.length > mostCharacters) throw tooLarge(`${mostCharacters} characters`);
  const tokens = scanText(text);
  const uses = findParameters(tokens);
  const types: Record<string, string> = Object.create(null) as Record<string, string>;
  const spellings = new Map<string, string>();
  for (const use of uses) {
    refuseCaseTwin(text, use, spellings.get(use.name.toLowerCase()));
    spellings.set(use.name.toLowerCase(), use.name);
    types[use.name] = parameterTypes.get(use.name) ?? 'VARCHAR';
  }
  if (spellings.size > mostParameters) throw tooLarge(`${mostParameters} parameters`);
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

const tooLarge = (most: string): RockpoolError =>
  new RockpoolError('SQL_SYNTAX', `A statement has at most ${most}.`, {
    hint: 'Pass long lists as one list argument.',
  });

function refuseCaseTwin(text: string, use: ParameterUse, twin: string | undefined): void {
  if (twin === undefined || twin === use.name) return;
  throw new RockpoolError('SQL_SYNTAX', `The parameters :${twin} and :${use.name} differ only in case.`, {
    hint: 'Write them alike, or give one of them another name.',
    place: placeAt(text, use.start),
  });
}
