import type { Json, JsonObject } from '../base/json.ts';

export interface DiffOptions {
  /** Equal texts for equal rows. */
  readonly comparable: (row: Json) => string;
  /** False: the order of the rows says nothing. */
  readonly ordered: boolean;
}

/** Undefined when both hold the same rows; else one line a row: `-` is missing, `+` came instead, two spaces are in both. */
export function diffRows(
  expected: readonly Json[],
  actual: readonly JsonObject[],
  { comparable, ordered }: DiffOptions,
): string | undefined {
  const wanted = expected.map((row) => ({ row, text: comparable(row) }));
  const found = actual.map((row) => ({ row, text: comparable(row) }));
  const lines = ordered ? inOrder(wanted, found) : asSet(wanted, found);
  return lines.every((line) => line.startsWith(' ')) ? undefined : lines.join('\n');
}

interface Line {
  readonly row: Json;
  readonly text: string;
}

/** Follows the longest common part, so that one row too many does not mark all rows after it. */
function inOrder(wanted: readonly Line[], found: readonly Line[]): readonly string[] {
  const lengths = Array.from({ length: wanted.length + 1 }, () => new Array<number>(found.length + 1).fill(0));
  for (let i = wanted.length - 1; i >= 0; i--) {
    for (let j = found.length - 1; j >= 0; j--) {
      lengths[i]![j] =
        wanted[i]!.text === found[j]!.text
          ? lengths[i + 1]![j + 1]! + 1
          : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < wanted.length || j < found.length) {
    if (i < wanted.length && j < found.length && wanted[i]!.text === found[j]!.text) {
      lines.push(`  ${print(found[j]!.row)}`);
      i += 1;
      j += 1;
    } else if (j === found.length || (i < wanted.length && lengths[i + 1]![j]! >= lengths[i]![j + 1]!))
      lines.push(`- ${print(wanted[i++]!.row)}`);
    else lines.push(`+ ${print(found[j++]!.row)}`);
  }
  return lines;
}

function asSet(wanted: readonly Line[], found: readonly Line[]): readonly string[] {
  const left = [...found];
  const lines = wanted.map((line) => {
    const at = left.findIndex((one) => one.text === line.text);
    if (at < 0) return `- ${print(line.row)}`;
    left.splice(at, 1);
    return `  ${print(line.row)}`;
  });
  return [...lines, ...left.map((line) => `+ ${print(line.row)}`)];
}

const print = (row: Json): string => JSON.stringify(row);
