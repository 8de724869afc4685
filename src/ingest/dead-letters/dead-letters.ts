import { RockpoolError } from '../../base/error.ts';
import { printQualified, type QualifiedName } from '../../base/name.ts';
import type { RecordStore, StoredRecord } from '../../catalog/record-store.ts';
import { causeFilter, deadLetterPrefix, readDeadLetter } from './dead-letter.ts';
import type { DeadLetter, DeadLetterChoice, DeadLetterCount, Page, ReplayResult } from '../ingest-service.ts';

/** Letters that are held in memory at once. */
const pageSize = 200;

/** How many letters of a collection there are of each cause, the most frequent first. */
export async function countDeadLetters(
  records: RecordStore,
  collection: QualifiedName,
): Promise<readonly DeadLetterCount[]> {
  const groups = await records.countBy('dead-letter', ['source', 'stage', 'code'], deadLetterPrefix(collection));
  return groups.map(({ values: [source, stage, code], count }) => ({
    source: source!,
    stage: stage as DeadLetter['stage'],
    code: code!,
    count,
  }));
}

/** Throws DEAD_LETTER_NOT_FOUND, also for the letter of another collection. */
export async function getDeadLetter(records: RecordStore, collection: QualifiedName, id: string): Promise<DeadLetter> {
  const letter = id.startsWith(deadLetterPrefix(collection))
    ? await records.get({ kind: 'dead-letter', id })
    : undefined;
  if (letter !== undefined) return readDeadLetter(collection, letter);
  throw new RockpoolError(
    'DEAD_LETTER_NOT_FOUND',
    `${printQualified(collection)} has no dead letter ${JSON.stringify(id)}.`,
  );
}

/** Hands the letters to `replay` page by page; one that fails again stays behind the page, so none is tried twice. */
export async function replayDeadLetters(
  records: RecordStore,
  collection: QualifiedName,
  choice: DeadLetterChoice & Page,
  replay: (letters: readonly StoredRecord[]) => Promise<ReplayResult>,
): Promise<ReplayResult> {
  const { limit = Number.POSITIVE_INFINITY } = choice;
  const sum = { replayed: 0, failed: 0 };
  let last: string | undefined;
  for await (const letters of pagesOf(records, collection, choice)) {
    const { replayed, failed } = await replay(letters);
    sum.replayed += replayed;
    sum.failed += failed;
    last = letters.at(-1)?.id;
    if (sum.replayed + sum.failed >= limit) return last === undefined ? sum : { ...sum, last };
  }
  return sum;
}

/** Returns how many were deleted. */
export async function deleteDeadLetters(
  records: RecordStore,
  collection: QualifiedName,
  choice: DeadLetterChoice,
): Promise<number> {
  let deleted = 0;
  for await (const letters of pagesOf(records, collection, choice)) {
    for (const { id, revision } of letters) {
      // Tried again meanwhile, and failed again: that is a newer reason, and stays.
      if (await records.delete({ kind: 'dead-letter', id }, revision)) deleted += 1;
    }
  }
  return deleted;
}

async function* pagesOf(
  records: RecordStore,
  collection: QualifiedName,
  { ids, after: first, limit = Number.POSITIVE_INFINITY, ...cause }: DeadLetterChoice & Page,
): AsyncGenerator<readonly StoredRecord[]> {
  const prefix = deadLetterPrefix(collection);
  const where = causeFilter(cause);
  if (ids !== undefined) {
    const own = [...new Set(ids)].filter((id) => id.startsWith(prefix));
    for (let at = 0; at < own.length; at += pageSize) {
      const found = await records.getAll('dead-letter', own.slice(at, at + pageSize));
      yield found.filter(({ value }) => Object.entries(where).every(([member, wanted]) => value[member] === wanted));
    }
    return;
  }
  let after = first;
  for (let left = limit; left > 0;) {
    const options = { prefix, where, limit: Math.min(pageSize, left), ...(after === undefined ? {} : { after }) };
    const page = await records.list('dead-letter', options);
    if (page.length === 0) return;
    yield page;
    after = page.at(-1)!.id;
    left -= page.length;
  }
}
