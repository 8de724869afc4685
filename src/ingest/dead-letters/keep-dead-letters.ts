import type { JsonObject } from '../../base/json.ts';
import { deadLetterId, printDeadLetter, type Rejected } from './dead-letter.ts';
import type { SourcePipeline } from '../source-pipeline.ts';

/** Letters that are compared with stored ones at once. */
const pageSize = 200;

/**
 * Stores what was rejected. A record that is read again, after a crash or because its topic is replayed, is the letter that is there
 * already: its reason is the latest, its attempts stay. Another record in the same place (a changed object) is a new letter.
 */
export async function keepDeadLetters(
  { records, collection, source, clock }: Pick<SourcePipeline, 'records' | 'collection' | 'source' | 'clock'>,
  rejected: readonly Rejected[],
): Promise<void> {
  for (let at = 0; at < rejected.length; at += pageSize) {
    const letters = new Map<string, JsonObject>();
    for (const one of rejected.slice(at, at + pageSize)) {
      const id = deadLetterId(collection, source.id, one.incoming.position);
      letters.set(id, printDeadLetter(source.id, one, clock()));
    }
    for (const { id, value } of await records.getAll('dead-letter', [...letters.keys()])) {
      const letter = letters.get(id)!;
      if (isSameRecord(letter, value)) letters.set(id, { ...letter, attempts: value['attempts']! });
    }
    await records.putAll(
      'dead-letter',
      [...letters].map(([id, value]) => ({ id, value })),
    );
  }
}

const isSameRecord = (left: JsonObject, right: JsonObject): boolean =>
  left['record'] === right['record'] && left['key'] === right['key'];
