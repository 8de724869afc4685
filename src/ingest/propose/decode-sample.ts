import type { Clock } from '../../base/clock.ts';
import type { CollectionDefinition } from '../../catalog/collection.ts';
import { nextOrderVersion } from '../../catalog/order-version.ts';
import type { Decoded } from '../batch-transformer.ts';
import { makeCellDecoder, type CellDecoder } from '../decode/cell-decoder.ts';
import { makeRecordDecoder } from '../decode/record-decoder.ts';
import { parseCells } from '../decode/split-csv.ts';
import type { Incoming } from '../incoming.ts';
import type { SampleRecord } from './sample.ts';
import { decodeCells } from '../read-object.ts';
import { inputOf } from '../special-fields.ts';

/** The sample as a source of this collection would hand it over. */
export function decodeSample(
  sample: readonly SampleRecord[],
  definition: CollectionDefinition,
  maxRecordBytes: number,
  clock: Clock,
): readonly Incoming[] {
  const decode = decoderOf(definition, maxRecordBytes);
  let version = 0n;
  return sample.map((record): Incoming => {
    const { text, columns, tombstone, timestampMs, meta, position, key } = record;
    version = nextOrderVersion(version, timestampMs, clock());
    return {
      decoded: tombstone ? 'tombstone' : decode(record),
      timestampMs,
      version,
      meta,
      position,
      key,
      raw: () => ({ text, truncated: false, ...(columns === undefined ? {} : { columns }) }),
    };
  });
}

function decoderOf(definition: CollectionDefinition, maxRecordBytes: number): (record: SampleRecord) => Decoded {
  const input = inputOf(definition);
  const format = definition.sources[0]?.format;
  const decoder = makeRecordDecoder(input, maxRecordBytes);
  // By the columns of an object.
  const cellDecoders = new Map<readonly string[], CellDecoder>();
  return ({ text, columns = [], problem }) => {
    if (problem !== undefined) return { ok: false, code: 'RECORD_MALFORMED', message: problem };
    if (format?.kind !== 'csv') return decoder.decodeText(text);
    const decode = cellDecoders.get(columns) ?? makeCellDecoder(input, columns);
    cellDecoders.set(columns, decode);
    return decodeCells(decode, columns, parseCells(text, format));
  };
}
