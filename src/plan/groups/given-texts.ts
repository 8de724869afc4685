import type { Givens } from '../query-plan.ts';

/** The SQL of each given, with its constants written out: two givens with the same text have the same value. */
export function givenTexts({ sql, constants }: Givens): readonly string[] {
  const texts: string[] = [];
  let depth = 0;
  let start = 'SELECT '.length;
  const add = (end: number): void => {
    texts.push(
      sql
        .slice(start, end)
        .trim()
        .replace(/\$rp_c(\d+)/g, (_, index) => textOf(constants[Number(index)])),
    );
    start = end + 1;
  };
  for (const { 0: token, index } of sql.matchAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'|[(),[\]]/g)) {
    if (token === '(' || token === '[') depth += 1;
    if (token === ')' || token === ']') depth -= 1;
    if (token === ',' && depth === 0) add(index);
  }
  add(sql.length);
  return texts;
}

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'bigint' || typeof part === 'number' ? `${typeof part} ${Object.is(part, -0) ? '-0' : part}` : part,
  );

/** True for a given that may fail to be computed: then rows must be read, so that the statement itself fails. */
export const mayFail = (text: string): boolean => text.includes('TRY(');
