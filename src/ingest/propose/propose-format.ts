import { RockpoolError } from '../../base/error.ts';
import type { SourceFormat } from '../../catalog/collection.ts';
import type { ObjectToRead } from '../connector.ts';
import { parseRecord } from '../decode/parse-record.ts';
import { readText } from '../decode/read-text.ts';
import { proposeCsv } from './propose-csv.ts';

/** Formats that a person may name. */
export type FormatWord = SourceFormat['kind'];

const byExtension: Readonly<Record<string, FormatWord>> = {
  json: 'json',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  csv: 'csv',
  tsv: 'csv',
  parquet: 'parquet',
};

const beginningCharacters = 64 * 1024;

/** What the name of an object says of its format; undefined when it says nothing. */
export function formatOfKey(key: string): FormatWord | undefined {
  const extension = /\.([A-Za-z]+)(\.(gz|gzip|zst|zstd))?$/.exec(key)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(byExtension, extension) ? byExtension[extension] : undefined;
}

/** The format of an object: as named, else by its key, else by its content. Throws SOURCE_UNREADABLE for what is no text, and what no rule knows. */
export async function proposeFormat(
  object: ObjectToRead,
  named: FormatWord | undefined,
  signal: AbortSignal,
): Promise<SourceFormat> {
  const word = named ?? formatOfKey(object.key);
  if (word === 'parquet') return { kind: 'parquet' };
  const beginning = await beginningOf(object, signal);
  if (word === undefined && beginning.startsWith('PAR1')) return { kind: 'parquet' };
  if (looksBinary(beginning))
    throw new RockpoolError('SOURCE_UNREADABLE', `The object ${object.key} is no text: it holds binary data.`, {
      hint: 'CSV, JSON, NDJSON and Parquet can be read; name the format with --format when the object is one of them.',
    });
  if (word === 'csv') return proposeCsv(beginning);
  if (word === 'json' || word === 'ndjson') return { kind: word };
  return byContent(beginning, object);
}

async function beginningOf(object: ObjectToRead, signal: AbortSignal): Promise<string> {
  let text = '';
  for await (const piece of readText(object.path, signal)) {
    text += piece;
    if (text.length >= beginningCharacters) break;
  }
  return text.slice(0, beginningCharacters);
}

/** Characters that no text has, or many that are no UTF-8. */
export function looksBinary(text: string): boolean {
  const odd = text.match(/[\0-\x08\x0e-\x1a\x1c-\x1f\ufffd]/g)?.length ?? 0;
  return text.includes('\0') || odd * 20 > text.length;
}

async function byContent(beginning: string, object: ObjectToRead): Promise<SourceFormat> {
  const text = beginning.trimStart();
  if (text.startsWith('[')) return { kind: 'json' };
  if (text.startsWith('{')) return { kind: isRecord(text.split('\n', 1)[0]!) ? 'ndjson' : 'json' };
  const csv = await proposeCsv(beginning);
  if (csv.kind === 'csv' && text.split('\n', 1)[0]!.includes(csv.separator)) return csv;
  throw new RockpoolError(
    'SOURCE_UNREADABLE',
    `The format of ${object.key} is told neither by its name nor by its content.`,
    {
      hint: 'Name it: --format json, ndjson, csv or parquet.',
    },
  );
}

function isRecord(line: string): boolean {
  try {
    parseRecord(line, false);
    return true;
  } catch {
    return false;
  }
}
