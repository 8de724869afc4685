import { isMap, isNode, isPair, isScalar, isSeq, parseDocument, stringify } from 'yaml';
import type { Json } from '../base/json.ts';
import type { YamlPath } from './yaml-document.ts';

/**
 * The text with one value replaced, or added when its key is not there. All other bytes stay: comments, quotes and folds are the author's.
 * The parent of `path` must be a mapping that is there.
 */
export function replaceInYaml(text: string, path: YamlPath, rows: readonly Json[]): string {
  const document = parseDocument(text, { keepSourceTokens: true });
  const parent = document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) throw new Error(`broken invariant: ${path.join('.')} has no parent`);
  const key = String(path.at(-1));
  const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  if (parent.flow === true) return replaceInFlow(text, parent.range![1], pair, key, rows);

  const firstKey = (parent.items[0]!.key as { readonly range?: readonly number[] }).range![0]!;
  const column = columnOf(text, firstKey);
  const printed = printRows(rows, ' '.repeat(column), newline);
  if (pair === undefined) {
    const end = endOfContent(text, parent.range![1]);
    return `${text.slice(0, end)}${newline}${' '.repeat(column)}${key}:${printed}${text.slice(end)}`;
  }
  const keyEnd = (pair.key as { readonly range: readonly [number, number, number] }).range[1];
  const colon = text.indexOf(':', keyEnd) + 1;
  const value = pair.value;
  const end = isNode(value) && value.range != null ? endOfContent(text, value.range[1]) : colon;
  return `${text.slice(0, colon)}${printed}${text.slice(Math.max(colon, end))}`;
}

function replaceInFlow(text: string, parentEnd: number, pair: unknown, key: string, rows: readonly Json[]): string {
  const printed = flow(rows);
  if (isPair(pair) && isNode(pair.value) && pair.value.range != null) {
    const [from, to] = pair.value.range;
    return `${text.slice(0, from)}${printed}${text.slice(to)}`;
  }
  const close = text.lastIndexOf('}', parentEnd);
  return `${text.slice(0, close).trimEnd()}, ${key}: ${printed} ${text.slice(close)}`;
}

function printRows(rows: readonly Json[], indent: string, newline: string): string {
  if (rows.length === 0) return ' []';
  return rows.map((row) => `${newline}${indent}  - ${flow(row)}`).join('');
}

/** `{ product_name: Milk, times: 3 }`, with quotes where YAML would read something else. */
function flow(value: Json | readonly Json[]): string {
  const document = parseDocument('');
  const node = document.createNode(value, { aliasDuplicateObjects: false });
  if (isMap(node) || isSeq(node)) node.flow = true;
  return stringify(node, { lineWidth: 0, collectionStyle: 'flow', flowCollectionPadding: true }).trimEnd();
}

const columnOf = (text: string, offset: number): number => offset - (text.lastIndexOf('\n', offset - 1) + 1);

/** Block values reach to the line after them: back to the last character that belongs to the value. */
function endOfContent(text: string, end: number): number {
  return text.slice(0, end).trimEnd().length;
}
