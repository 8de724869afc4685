import type { SourceDefinition } from '../../catalog/collection.ts';
import type { JsonObject } from '../../base/json.ts';
import type { Revision, StoredRecord } from '../../catalog/record-store.ts';
import type { Decoded } from '../batch-transformer.ts';
import type { Rejected } from './dead-letter.ts';
import { makeCellDecoder } from '../decode/cell-decoder.ts';
import { makeRecordDecoder } from '../decode/record-decoder.ts';
import { parseCells } from '../decode/split-csv.ts';
import type { Incoming } from '../incoming.ts';
import type { ReplayResult } from '../ingest-service.ts';
import type { PreparedCollection } from '../prepared-collection.ts';
import { processBatch } from '../process-batch.ts';
import { decodeCells } from '../read-object.ts';
import type { IngestParts } from '../source-pipeline.ts';
import { inputOf } from '../special-fields.ts';
import { makeOperationMaker } from '../to-operations.ts';

/**
 * Tries these dead letters again, with the order versions they had when they were read, so that nothing newer is overwritten. What passes, or
 * is filtered now, is gone afterwards; what fails again is the same letter with one more attempt and the new reason.
 */
export async function replayLetters(
  parts: IngestParts,
  prepared: PreparedCollection,
  letters: readonly StoredRecord[],
): Promise<ReplayResult> {
  let failed = 0;
  for (const ofSource of bySource(letters)) {
    const problems = await tryAgain(parts, prepared, ofSource);
    for (const letter of ofSource) {
      const problem = problems.get(letter);
      if (problem === undefined) {
        // Read again meanwhile, it stays: it may be another record by now.
        await parts.records.delete({ kind: 'dead-letter', id: letter.id }, letter.revision);
      } else {
        await countAttempt(parts, letter, problem);
        failed += 1;
      }
    }
  }
  return { replayed: letters.length - failed, failed };
}

/** Ids of documents are derived from the source, so the letters of each source are a batch; older ones come first. */
function bySource(letters: readonly StoredRecord[]): readonly (readonly StoredRecord[])[] {
  const sources = new Map<string, StoredRecord[]>();
  for (const letter of letters) {
    const source = letter.value['source'] as string;
    sources.set(source, [...(sources.get(source) ?? []), letter]);
  }
  return [...sources.values()].map((some) => some.sort((a, b) => (versionOf(a.value) < versionOf(b.value) ? -1 : 1)));
}

/** Writes what passes; why the others do not. */
async function tryAgain(
  { settings, documents }: IngestParts,
  prepared: PreparedCollection,
  letters: readonly StoredRecord[],
): Promise<ReadonlyMap<StoredRecord, Omit<Rejected, 'incoming'>>> {
  const { collection, transformation } = prepared;
  const { definition } = collection;
  const source = letters[0]!.value['source'] as string;
  const letterOf = new Map<Incoming, StoredRecord>();
  for (const letter of letters) letterOf.set(toIncoming(prepared, settings.maxRecordBytes, letter.value), letter);
  const maker = makeOperationMaker(source, transformation.fields, definition);
  const { operations, owners, rejected } = await processBatch(transformation, maker, [...letterOf.keys()]);
  const { refusals } = await documents.write(definition, operations);

  const problems = new Map<StoredRecord, Omit<Rejected, 'incoming'>>();
  for (const { incoming, ...problem } of rejected) problems.set(letterOf.get(incoming)!, problem);
  for (const { index, code, message } of refusals)
    problems.set(letterOf.get(owners[index]!)!, { stage: 'store', code, message });
  return problems;
}

function toIncoming(prepared: PreparedCollection, maxRecordBytes: number, letter: JsonObject): Incoming {
  return {
    decoded: letter['tombstone'] === true ? 'tombstone' : decodeLetter(prepared, maxRecordBytes, letter),
    timestampMs: letter['at_ms'] as number,
    version: versionOf(letter),
    meta: letter['meta'] as JsonObject,
    position: letter['position'] as string,
    key: letter['key'] as string | null,
    raw: () => ({ text: letter['record'] as string, truncated: letter['truncated'] as boolean }),
  };
}

const versionOf = (letter: JsonObject): bigint => BigInt(letter['version'] as string);

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
  if (format?.kind === 'avro' && letter['code'] === 'RECORD_MALFORMED') {
    // Its bytes could not become JSON, and what was kept of them is no text.
    return { ok: false, code: 'RECORD_MALFORMED', message: letter['message'] as string };
  }
  if (columns === undefined || format?.kind !== 'csv')
    return makeRecordDecoder(inputOf(definition), maxRecordBytes).decodeText(record);
  return decodeCells(makeCellDecoder(inputOf(definition), columns), columns, parseCells(record, format));
}

/** One more, even when the record is read again at the same moment. */
async function countAttempt(
  { records, clock }: IngestParts,
  letter: StoredRecord,
  problem: Omit<Rejected, 'incoming'>,
): Promise<void> {
  const key = { kind: 'dead-letter', id: letter.id } as const;
  let [value, revision]: [JsonObject, Revision] = [letter.value, letter.revision];
  for (;;) {
    const attempts = (value['attempts'] as number) + 1;
    const again = { ...value, ...problem, attempts, failed_at_ms: clock() };
    if ((await records.put(key, again, revision)) !== 'conflict') return;
    const now = await records.get(key);
    // Deleted meanwhile.
    if (now === undefined) return;
    [value, revision] = [now.value, now.revision];
  }
}
