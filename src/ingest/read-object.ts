import type { BucketSource, InputField, SourceFormat } from '../catalog/collection.ts';
import { nextOrderVersion } from '../catalog/order-version.ts';
import type { Clock } from '../base/clock.ts';
import { RockpoolError } from '../base/error.ts';
import type { JsonObject } from '../base/json.ts';
import type { BatchTransformer, Decoded } from './batch-transformer.ts';
import type { ObjectToRead } from './connector.ts';
import { makeCellDecoder, type CellDecoder } from './decode/cell-decoder.ts';
import { assertSomeDeclared } from './decode/declared-columns.ts';
import { packingOf, readText } from './decode/read-text.ts';
import { makeRecordDecoder } from './decode/record-decoder.ts';
import { parseCells, splitCsvPieces, type CsvFormat } from './decode/split-csv.ts';
import { splitJson } from './decode/split-json.ts';
import { splitLines } from './decode/split-lines.ts';
import type { TextRecord } from './decode/text-record.ts';
import type { Incoming, RawText } from './incoming.ts';

export interface ObjectReader {
  readonly source: BucketSource;
  readonly input: readonly InputField[];
  /** What the person wrote under `input:`, without the special fields that are always read. */
  readonly declared: readonly InputField[];
  readonly transformer: Pick<BatchTransformer, 'readParquet'>;
  readonly maxRecordBytes: number;
  readonly batchRecords: number;
  readonly clock: Clock;
}

/** More text than this in one batch waits for the next one. */
const batchCharacters = 8 * 1024 * 1024;

interface DecodedRow {
  readonly decoded: Decoded;
  readonly raw: RawText;
}

/** A row on its way. What only a dead letter or a missing `_id` needs is made when it is asked for: there are very many rows. */
class ObjectRow implements Incoming {
  readonly decoded: Decoded;
  readonly timestampMs: number;
  readonly version: bigint;
  readonly key = null;
  readonly #raw: RawText;
  readonly #object: ObjectToRead;
  readonly #row: number;

  constructor(object: ObjectToRead, row: number, version: bigint, { decoded, raw }: DecodedRow) {
    this.decoded = decoded;
    this.timestampMs = object.modifiedMs;
    this.version = version;
    this.#raw = raw;
    this.#object = object;
    this.#row = row;
  }

  get meta(): JsonObject {
    const { captures, bucket, key } = this.#object;
    return { ...captures, bucket, path: key, row: this.#row };
  }

  get position(): string {
    return `${this.#object.key}@${this.#row}`;
  }

  raw(): RawText {
    return this.#raw;
  }
}

/**
 * The records of an object in batches, bounded in number and size. Order versions begin with the object's own time, so reading it again
 * makes the same operations. Throws RECORD_MALFORMED when the object as a whole cannot be read.
 */
export async function* readObject(
  reader: ObjectReader,
  object: ObjectToRead,
  signal: AbortSignal,
): AsyncGenerator<readonly Incoming[]> {
  let batch: Incoming[] = [];
  let characters = 0;
  let row = 0;
  let version = nextOrderVersion(0n, object.modifiedMs, reader.clock());
  for await (const rows of readRows(reader, object, signal)) {
    for (const decoded of rows) {
      batch.push(new ObjectRow(object, row, version, decoded));
      row += 1;
      version += 1n;
      characters += decoded.raw.text.length;
      if (batch.length < reader.batchRecords && characters < batchCharacters) continue;
      yield batch;
      [batch, characters] = [[], 0];
    }
  }
  if (batch.length > 0) yield batch;
}

/** Several rows at once, since each turn of a generator costs about as much as a row. */
async function* readRows(
  reader: ObjectReader,
  object: ObjectToRead,
  signal: AbortSignal,
): AsyncGenerator<readonly DecodedRow[]> {
  const { source, input, declared, maxRecordBytes } = reader;
  const { format } = source;
  switch (format.kind) {
    case 'csv':
      yield* readCsv(reader, format, splitCsvPieces(readText(object.path, signal), format, maxRecordBytes));
      return;
    case 'parquet': {
      await assertUnpacked(object.path);
      const decoder = makeRecordDecoder(input, maxRecordBytes);
      let checked = false;
      for await (const records of reader.transformer.readParquet(object.path, signal)) {
        if (!checked) assertSomeDeclared(Object.keys(JSON.parse(records[0] ?? '{}') as object), declared);
        checked = true;
        yield records.map((text) => ({ decoded: decoder.decodeText(text), raw: { text, truncated: false } }));
      }
      return;
    }
    case 'json':
    case 'ndjson': {
      const split = splitterOf(format.kind, object.key);
      const decoder = makeRecordDecoder(input, maxRecordBytes);
      for await (const record of split(readText(object.path, signal), maxRecordBytes)) {
        const decoded = problemOf(record) ?? decodeSized(decoder, record);
        yield [{ decoded, raw: { text: record.text, truncated: record.wholeSize !== undefined } }];
      }
    }
  }
}

/** How an object's text becomes records: by lines when the format says so, or the object's name. */
export function splitterOf(format: SourceFormat['kind'], key: string): typeof splitLines {
  return format === 'ndjson' || /\.(ndjson|jsonl)(\.\w+)?$/i.test(key) ? splitLines : splitJson;
}

/** Parquet is read from its end, so it cannot be unpacked on the way. */
async function assertUnpacked(path: string): Promise<void> {
  const packing = await packingOf(path);
  if (packing === undefined) return;
  const message = `The object is packed with ${packing}: store the Parquet file itself, whose columns are compressed already.`;
  throw new RockpoolError('RECORD_MALFORMED', message);
}

function problemOf({ problem }: TextRecord): Decoded | undefined {
  return problem === undefined ? undefined : { ok: false, code: 'RECORD_MALFORMED', message: problem };
}

function decodeSized(decoder: ReturnType<typeof makeRecordDecoder>, { text, wholeSize }: TextRecord): Decoded {
  return wholeSize === undefined
    ? decoder.decodeText(text)
    : decoder.decodeBytes(Buffer.from(text.slice(0, 1)), wholeSize);
}

async function* readCsv(
  { input, declared }: ObjectReader,
  format: CsvFormat,
  pieces: AsyncIterable<readonly TextRecord[]>,
): AsyncGenerator<readonly DecodedRow[]> {
  let columns = format.columns;
  let decode: CellDecoder | undefined;
  let headerIsNext = format.header;
  for await (const records of pieces) {
    const rows: DecodedRow[] = [];
    for (const record of records) {
      const cells = record.problem === undefined ? parseCells(record.text, format) : undefined;
      if (headerIsNext && cells !== undefined) {
        headerIsNext = false;
        columns ??= cells.map((cell) => cell?.trim() ?? '');
        assertSomeDeclared(columns, declared);
        continue;
      }
      columns ??= cells?.map((_, index) => `c${index + 1}`);
      if (decode === undefined && columns !== undefined) assertSomeDeclared(columns, declared);
      const named = columns ?? [];
      decode ??= makeCellDecoder(input, named);
      rows.push({
        decoded: problemOf(record) ?? decodeCells(decode, named, cells ?? []),
        raw: { text: record.text, truncated: false, columns: named },
      });
    }
    yield rows;
  }
}

/** A row of CSV with its columns, as a dead letter keeps it. */
export function decodeCells(
  decode: CellDecoder,
  columns: readonly string[],
  cells: readonly (string | null)[],
): Decoded {
  if (cells.length === columns.length) return decode(cells);
  const message = `The row has ${cells.length} cells, the columns are ${columns.length}: ${columns.slice(0, 10).join(', ')}.`;
  return { ok: false, code: 'RECORD_MALFORMED', message };
}
