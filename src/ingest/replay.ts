import type { RecordStore, StoredRecord } from '../catalog/record-store.ts';
import type { SourceDefinition } from '../catalog/collection.ts';
import type { JsonObject } from '../base/json.ts';
import type { Decoded } from './batch-transformer.ts';
import { deadLetterPrefix } from './dead-letter.ts';
import { makeCellDecoder } from './decode/cell-decoder.ts';
import { makeRecordDecoder } from './decode/record-decoder.ts';
import { parseCells } from './decode/split-csv.ts';
import type { Incoming } from './incoming.ts';
import type { PreparedCollection } from './prepared-collection.ts';
import { processBatch } from './process-batch.ts';
import { decodeCells } from './read-object.ts';
import type { IngestParts } from './source-pipeline.ts';
import { inputOf, uniqueFieldsOf } from './special-fields.ts';
import { makeOperationMaker } from './to-operations.ts';

export interface ReplayResult {
  readonly replayed: number;
  readonly failed: number;
}

const pageSize = 500;

/** Tries dead letters again, with the order version they had then, so that nothing newer is overwritten. */
export async function replayDeadLetters(
  parts: IngestParts,
  prepared: PreparedCollection,
  ids?: readonly string[],
): Promise<ReplayResult> {
  const result = { replayed: 0, failed: 0 };
  for await (const letters of pages(parts.records, deadLetterPrefix(prepared.collection.definition), ids)) {
    for (const letter of letters) {
      const problem = await replayOne(parts, prepared, letter.value);
      if (problem === undefined) {
        await parts.records.delete({ kind: 'dead-letter', id: letter.id }, letter.revision);
        result.replayed += 1;
      } else {
        const attempts = (letter.value['attempts'] as number) + 1;
        await parts.records.put(
          { kind: 'dead-letter', id: letter.id },
          { ...letter.value, ...problem, attempts },
          letter.revision,
        );
        result.failed += 1;
      }
    }
  }
  return result;
}

async function* pages(
  records: RecordStore,
  prefix: string,
  ids: readonly string[] | undefined,
): AsyncGenerator<readonly StoredRecord[]> {
  if (ids !== undefined) {
    const found = await Promise.all(
      ids.filter((id) => id.startsWith(prefix)).map((id) => records.get({ kind: 'dead-letter', id })),
    );
    yield found.filter((letter) => letter !== undefined);
    return;
  }
  let after: string | undefined;
  for (;;) {
    const page = await records.list('dead-letter', {
      prefix,
      limit: pageSize,
      ...(after === undefined ? {} : { after }),
    });
    if (page.length === 0) return;
    yield page;
    after = page.at(-1)!.id;
  }
}

/** The new stage, code and message when it fails again; undefined when its documents are written, or it is filtered now. */
async function replayOne(
  parts: IngestParts,
  prepared: PreparedCollection,
  letter: JsonObject,
): Promise<JsonObject | undefined> {
  const { collection, transformation } = prepared;
  const { definition } = collection;
  const source = letter['source'] as string;
  const incoming: Incoming = {
    decoded: decodeLetter(prepared, parts.settings.maxRecordBytes, letter),
    timestampMs: letter['at_ms'] as number,
    version: BigInt(letter['version'] as string),
    meta: letter['meta'] as JsonObject,
    position: letter['position'] as string,
    key: letter['key'] as string | null,
    raw: () => ({ text: letter['record'] as string, truncated: letter['truncated'] as boolean }),
  };
  const maker = makeOperationMaker(source, transformation.fields, uniqueFieldsOf(definition));
  const { operations, rejected } = await processBatch(transformation, maker, [incoming]);
  const again = rejected[0];
  if (again !== undefined) return { stage: again.stage, code: again.code, message: again.message };
  const { refusals } = await parts.documents.write(definition, operations);
  const refusal = refusals[0];
  return refusal === undefined ? undefined : { stage: 'store', code: refusal.code, message: refusal.message };
}

function decodeLetter(
  { collection: { definition } }: PreparedCollection,
  maxRecordBytes: number,
  letter: JsonObject,
): Decoded {
  const record = letter['record'] as string;
  if (letter['truncated'] === true) {
    return {
      ok: false,
      code: 'RECORD_TOO_LARGE',
      message: 'Only the beginning of the record was kept; correct it where it comes from.',
    };
  }
  const columns = letter['columns'] as readonly string[] | undefined;
  const format = definition.sources.find((one: SourceDefinition) => one.id === letter['source'])?.format;
  if (columns === undefined || format?.kind !== 'csv')
    return makeRecordDecoder(inputOf(definition), maxRecordBytes).decodeText(record);
  return decodeCells(makeCellDecoder(inputOf(definition), columns), columns, parseCells(record, format));
}
