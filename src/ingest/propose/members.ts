import { RockpoolError } from '../../base/error.ts';
import type { SourceFormat } from '../../catalog/collection.ts';
import { parseRecord } from '../decode/parse-record.ts';
import { parseCells } from '../decode/split-csv.ts';
import { looksBinary } from './propose-format.ts';
import { shortText, type Members } from './propose-input.ts';
import type { SampleRecord } from './sample.ts';

/** The members of those records that can be read. Throws SOURCE_UNREADABLE when none can, with the reason of the first. */
export function membersOf(sample: readonly SampleRecord[], format: SourceFormat, maxRecordBytes: number): Members {
  const values = new Map<string, unknown[]>();
  let records = 0;
  let firstProblem: string | undefined;
  const add = (members: Iterable<readonly [string, unknown]>): void => {
    records += 1;
    for (const [name, value] of members) {
      const list = values.get(name);
      if (list === undefined) values.set(name, [value]);
      else list.push(value);
    }
  };
  for (const record of sample) {
    if (record.tombstone) continue;
    if (record.problem === undefined && Buffer.byteLength(record.text) <= maxRecordBytes) {
      try {
        add(readMembers(record, format));
        continue;
      } catch (error) {
        if (!(error instanceof RockpoolError)) throw error;
        firstProblem ??= error.message;
      }
    }
    firstProblem ??= record.problem ?? 'it is too large.';
  }
  if (records === 0) throw nothingReadable(sample, format, firstProblem);
  return { records, values, areCells: format.kind === 'csv' };
}

function readMembers(record: SampleRecord, format: SourceFormat): Iterable<readonly [string, unknown]> {
  if (format.kind !== 'csv') return Object.entries(parseRecord(record.text, true));
  const columns = record.columns ?? [];
  const cells = parseCells(record.text, format);
  if (cells.length === columns.length) return columns.map((name, index) => [name, cells[index]!] as const);
  throw new RockpoolError(
    'RECORD_MALFORMED',
    `The row has ${cells.length} cells, the columns are ${columns.length}: ${shortText(columns.join(', '))}.`,
  );
}

function nothingReadable(
  sample: readonly SampleRecord[],
  format: SourceFormat,
  problem: string | undefined,
): RockpoolError {
  const first = sample.find(({ tombstone }) => !tombstone);
  const none = `None of the ${sample.length} records that were looked at`;
  if (first === undefined) return new RockpoolError('SOURCE_UNREADABLE', `${none} has a value: they only delete.`);
  if (looksBinary(first.text))
    return new RockpoolError('SOURCE_UNREADABLE', `${none} is ${format.kind.toUpperCase()}: they hold binary data.`, {
      hint: first.text.startsWith('\0')
        ? 'They look like records of a schema registry: try --format avro, with a schema_registry in rockpool.yaml.'
        : 'Records are JSON objects, as UTF-8 text.',
    });
  return new RockpoolError('SOURCE_UNREADABLE', `${none} can be read. The first: ${problem ?? 'it is empty.'}`);
}
