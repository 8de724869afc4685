import { RockpoolError } from '../../base/error.ts';
import type { BucketSource, SourceFormat } from '../../catalog/collection.ts';
import type { ObjectMarks, ObjectToRead } from '../connector.ts';
import { readText } from '../decode/read-text.ts';
import { parseCells, splitCsv } from '../decode/split-csv.ts';
import type { TextRecord } from '../decode/text-record.ts';
import { splitterOf } from '../read-object.ts';
import { formatOfKey, proposeFormat, type FormatWord } from './propose-format.ts';
import { shortText } from './propose-input.ts';
import {
  isEnough,
  longestMs,
  mostRecords,
  patienceMs,
  tooLargeProblem,
  type Sample,
  type SampleParts,
  type SampleRecord,
} from './sample.ts';

const noMarks: ObjectMarks = { etagsOf: () => Promise.resolve(new Map()) };

/**
 * The first records of the first objects, all of one format: as named, or that of the first object. Throws SOURCE_UNREADABLE when none
 * matches, none holds a record, or what they hold is not known.
 */
export async function sampleBucket(
  parts: SampleParts,
  source: Omit<BucketSource, 'format'>,
  named: FormatWord | undefined,
): Promise<Sample> {
  const stop = new AbortController();
  const latest = setTimeout(() => stop.abort(), longestMs);
  const records: SampleRecord[] = [];
  const others: string[] = [];
  let objects = 0;
  let format: SourceFormat | undefined;
  let until = Infinity;
  const isOver = (): boolean => records.length >= mostRecords || performance.now() > until;
  try {
    for await (const object of parts.connector.scan({ ...source, format: { kind: 'json' } }, noMarks, stop.signal)) {
      try {
        const ofKey = named ?? formatOfKey(object.key);
        if (format !== undefined && ofKey !== undefined && ofKey !== format.kind) {
          others.push(object.key);
          continue;
        }
        if (object.problem !== undefined) throw object.problem;
        objects += 1;
        format ??= await proposeFormat(object, named, stop.signal);
        for await (const record of readRecords(parts, format, object, stop.signal)) {
          records.push(record);
          if (isOver()) break;
        }
        if (records.length > 0) until = Math.min(until, performance.now() + patienceMs);
      } finally {
        await object.release();
      }
      if (isOver() || isEnough(records)) break;
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    clearTimeout(latest);
    stop.abort();
  }
  const place = `the bucket ${source.bucket} of ${source.integration}`;
  const pattern = source.pattern === '' ? '' : ` that matches ${JSON.stringify(source.pattern)}`;
  if (format === undefined)
    throw new RockpoolError('SOURCE_UNREADABLE', `There is no object in ${place}${pattern}.`, {
      hint: 'Check bucket and pattern: * stays within a segment, ** goes across; a text without them is a prefix.',
    });
  if (records.length === 0)
    throw new RockpoolError('SOURCE_UNREADABLE', `The objects in ${place}${pattern} hold no record.`);
  const more =
    others.length === 0 ? '' : `; ${others.length} of another format match too, such as ${shortText(others[0]!)}`;
  const seen = `${objects} object${objects === 1 ? '' : 's'} in ${shortText(place)}${more}`;
  return { records, source: { ...source, format }, seen };
}

async function* readRecords(
  { transformer, maxRecordBytes }: SampleParts,
  format: SourceFormat,
  object: ObjectToRead,
  signal: AbortSignal,
): AsyncGenerator<SampleRecord> {
  let row = 0;
  const make = ({ text, problem, wholeSize }: TextRecord, columns?: readonly string[]): SampleRecord => {
    const why = problem ?? (wholeSize === undefined ? undefined : tooLargeProblem(wholeSize));
    const record: SampleRecord = {
      text,
      ...(columns === undefined ? {} : { columns }),
      ...(why === undefined ? {} : { problem: why }),
      tombstone: false,
      timestampMs: object.modifiedMs,
      meta: { ...object.captures, bucket: object.bucket, path: object.key, row },
      position: `${object.key}@${row}`,
      key: null,
    };
    row += 1;
    return record;
  };
  if (format.kind === 'parquet') {
    for await (const texts of transformer.readParquet(object.path, signal))
      for (const text of texts) yield make({ text });
    return;
  }
  const pieces = readText(object.path, signal);
  if (format.kind === 'csv') {
    let { columns } = format;
    let isHeader = format.header;
    for await (const record of splitCsv(pieces, format, maxRecordBytes)) {
      if (isHeader && record.problem === undefined) {
        columns ??= parseCells(record.text, format).map((cell) => cell?.trim() ?? '');
        isHeader = false;
      } else yield make(record, columns ?? []);
    }
    return;
  }
  const split = splitterOf(format.kind, object.key);
  for await (const record of split(pieces, maxRecordBytes)) yield make(record);
}
