import { RockpoolError } from '../../base/error.ts';

export type RowFormat = 'json' | 'ndjson' | 'csv';

export const mediaTypes: Readonly<Record<RowFormat, string>> = {
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
};

const known: readonly (readonly [string, RowFormat])[] = [
  ['application/json', 'json'],
  ['application/x-ndjson', 'ndjson'],
  ['application/ndjson', 'ndjson'],
  ['text/csv', 'csv'],
  ['application/*', 'json'],
  ['text/html', 'json'],
  ['*/*', 'json'],
];

/** What the caller would rather have; JSON when it says nothing. Throws NOT_ACCEPTABLE. */
export function rowFormatOf(accept: string | undefined): RowFormat {
  if (accept === undefined || accept.trim() === '' || accept === '*/*') return 'json';
  const wishes = accept.split(',').map((part) => {
    const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { type, weight: weight === undefined ? 1 : Number(weight) };
  });
  // Stable: of equal wishes the first one counts.
  wishes.sort((left, right) => right.weight - left.weight);
  for (const { type, weight } of wishes) {
    const format = known.find(([name]) => name === type)?.[1];
    if (format !== undefined && weight > 0) return format;
  }
  throw new RockpoolError('NOT_ACCEPTABLE', `Rows cannot be sent as ${JSON.stringify(accept.slice(0, 200))}.`);
}
