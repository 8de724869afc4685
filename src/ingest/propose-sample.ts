import { RockpoolError } from '../base/error.ts';
import type { JsonObject } from '../base/json.ts';
import type { BucketSource, SourceFormat, TopicSource } from '../catalog/collection.ts';
import type { BatchTransformer } from './batch-transformer.ts';
import type { Connector, ObjectToRead, RawRecord } from './connector.ts';
import { readText } from './decode/read-text.ts';
import { parseCells, splitCsv } from './decode/split-csv.ts';
import { splitJson } from './decode/split-json.ts';
import { splitLines } from './decode/split-lines.ts';
import type { TextRecord } from './decode/text-record.ts';
import { formatOfKey, proposeFormat, type FormatWord } from './propose-format.ts';
import { shortText } from './propose-input.ts';

/** One record before anybody said what it looks like. */
export interface SampleRecord {
  readonly text: string;
  /** Of CSV: the names of its columns. */
  readonly columns?: readonly string[];
  /** Why it cannot be read, when that is known without its types. */
  readonly problem?: string;
  readonly tombstone: boolean;
  readonly timestampMs: number;
  readonly meta: JsonObject;
  readonly position: string;
  readonly key: string | null;
}

export interface Sample {
  readonly records: readonly SampleRecord[];
  readonly format: SourceFormat;
  /** `topic user_activity of events`, and more that is worth saying. */
  readonly seen: string;
}

export interface SampleOptions {
  readonly connector: Connector;
  readonly transformer: Pick<BatchTransformer, 'readParquet'>;
  readonly maxRecordBytes: number;
  readonly records: number;
  readonly characters: number;
  /** Once something was read, no more than this is waited for the rest. */
  readonly patienceMs: number;
  /** A cluster needs some time to hand out its partitions. */
  readonly longestMs: number;
}

const noMarks = { etagsOf: () => Promise.resolve(new Map<string, string>()) };

/** The first records of a topic. Throws SOURCE_UNREADABLE when it is not there or holds none, and what the connector throws. */
export async function sampleTopic(options: SampleOptions, source: TopicSource): Promise<Sample> {
  const { connector } = options;
  const stop = new AbortController();
  const positions: Record<string, JsonObject> = {};
  const records: SampleRecord[] = [];
  // Without a reader's name: it looks beside all groups, and leaves no offsets behind.
  const health = () => connector.health(source, { positions });
  const latest = setTimeout(() => stop.abort(), options.longestMs);
  let message: string | undefined;
  const giveUpIfEmpty = async (): Promise<void> => {
    const found = await health();
    message = found.message;
    if ((found.behind ?? 0) === 0) stop.abort();
  };
  let timer = setTimeout(() => void giveUpIfEmpty(), options.patienceMs);
  try {
    for await (const batch of connector.follow(source, { positions }, stop.signal)) {
      if (records.length === 0 && batch.records.length > 0) {
        clearTimeout(timer);
        timer = setTimeout(() => stop.abort(), options.patienceMs);
      }
      positions[batch.stream] = batch.position;
      records.push(...batch.records.map(fromStream));
      if (isEnough(records, options) || (await health()).behind === 0) break;
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
    clearTimeout(latest);
    stop.abort();
  }
  if (records.length > 0)
    return {
      records: records.slice(0, options.records),
      format: source.format,
      seen: `topic ${source.topic} of ${source.integration}`,
    };
  throw new RockpoolError(
    'SOURCE_UNREADABLE',
    `The topic ${source.topic} of ${source.integration} holds no record yet${message === undefined ? '' : `: ${message}`}.`,
    { hint: 'Write some records to it first, or check its name; a proposal is made of what is there.' },
  );
}

function fromStream({ value, key, timestampMs, meta, positionText, wholeBytes, problem }: RawRecord): SampleRecord {
  return {
    text: value === null ? '' : Buffer.from(value).toString('utf8'),
    tombstone: value === null,
    ...(wholeBytes === undefined ? {} : { problem: `it has ${wholeBytes} bytes, more than are allowed` }),
    ...(problem === undefined ? {} : { problem }),
    timestampMs,
    meta,
    position: positionText,
    key,
  };
}

function isEnough(records: readonly SampleRecord[], options: SampleOptions): boolean {
  const characters = records.reduce((sum, { text }) => sum + text.length, 0);
  return records.length >= options.records || characters >= options.characters;
}

/** The first records of the first objects. Throws SOURCE_UNREADABLE when none matches, none holds a record, or what they hold is not known. */
export async function sampleBucket(
  options: SampleOptions,
  source: Omit<BucketSource, 'format'>,
  named: FormatWord | undefined,
): Promise<Sample> {
  const stop = new AbortController();
  const latest = setTimeout(() => stop.abort(), options.longestMs);
  const records: SampleRecord[] = [];
  const others: string[] = [];
  let objects = 0;
  let format: SourceFormat | undefined;
  let until = Infinity;
  try {
    for await (const object of options.connector.scan({ ...source, format: { kind: 'json' } }, noMarks, stop.signal)) {
      try {
        const ofKey = named ?? formatOfKey(object.key);
        if (format !== undefined && ofKey !== undefined && ofKey !== format.kind) {
          others.push(object.key);
          continue;
        }
        if (object.problem !== undefined) throw object.problem;
        objects += 1;
        format ??= await proposeFormat(object, named, stop.signal);
        for await (const record of readObjectRecords(options, format, object, stop.signal)) {
          records.push(record);
          if (records.length >= options.records || Date.now() > until) break;
        }
        if (records.length > 0) until = Math.min(until, Date.now() + options.patienceMs);
      } finally {
        await object.release();
      }
      if (isEnough(records, options) || Date.now() > until) break;
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
  return { records, format, seen: `${objects} object${objects === 1 ? '' : 's'} in ${shortText(place)}${more}` };
}

async function* readObjectRecords(
  { transformer, maxRecordBytes }: SampleOptions,
  format: SourceFormat,
  object: ObjectToRead,
  signal: AbortSignal,
): AsyncGenerator<SampleRecord> {
  let row = 0;
  const make = ({ text, problem, wholeSize }: TextRecord, columns?: readonly string[]): SampleRecord => {
    const why = problem ?? (wholeSize === undefined ? undefined : `it has ${wholeSize} bytes, more than are allowed`);
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
  const lines = format.kind === 'ndjson' || formatOfKey(object.key) === 'ndjson';
  for await (const record of (lines ? splitLines : splitJson)(pieces, maxRecordBytes)) yield make(record);
}
