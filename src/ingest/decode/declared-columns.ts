import { RockpoolError } from '../../base/error.ts';
import type { InputField } from '../../catalog/collection.ts';

const otherSeparators: readonly (readonly [string, string])[] = [
  [';', ';'],
  ['\t', '\\t'],
  ['|', '|'],
  [',', ','],
];

/**
 * Throws RECORD_MALFORMED when none of the columns is declared: each row would become a document of nulls. A column that nobody declared, and
 * a field without a column, are no mistake.
 */
export function assertSomeDeclared(columns: readonly string[], input: readonly InputField[]): void {
  if (input.length === 0 || input.some(({ name }) => columns.includes(name))) return;
  const declared = input.map(({ name }) => name);
  throw new RockpoolError(
    'RECORD_MALFORMED',
    `The columns are ${list(columns)}; none of them is declared under \`input:\`, which has ${list(declared)}.${guess(columns, declared)}`,
  );
}

function guess(columns: readonly string[], declared: readonly string[]): string {
  const [only, second] = columns;
  const found = second === undefined ? otherSeparators.find(([separator]) => only?.includes(separator)) : undefined;
  if (found !== undefined) return ` Is the separator "${found[1]}"?`;
  const lower = new Set(declared.map((name) => name.toLowerCase()));
  return columns.some((name) => lower.has(name.toLowerCase())) ? ' Capital and small letters differ.' : '';
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 10).map((name) => JSON.stringify(name.slice(0, 60)));
  return `${shown.join(', ')}${names.length > 10 ? ` and ${names.length - 10} more` : ''}`;
}
