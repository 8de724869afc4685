import { printQualified, type QualifiedName } from '../base/name.ts';
import type { RecordKey, RecordStore } from '../catalog/record-store.ts';

/** A source that is not read for a while, by somebody's wish. Kept in the record store: it survives restarts, and every server obeys it. */
export interface Suspension {
  readonly atMs: number;
  /** It is read again from then on. */
  readonly resumeAtMs: number;
}

/** Undefined when there is none, or it is over. */
export async function readSuspension(
  records: RecordStore,
  collection: QualifiedName,
  source: string,
  nowMs: number,
): Promise<Suspension | undefined> {
  const stored = await records.get(keyOf(collection, source));
  if (stored === undefined) return undefined;
  const { suspended_at_ms: atMs, resume_at_ms: resumeAtMs } = stored.value as Record<string, number>;
  return resumeAtMs! > nowMs ? { atMs: atMs!, resumeAtMs: resumeAtMs! } : undefined;
}

/** One that is suspended already stays so since when it was, until the new time. */
export async function storeSuspension(
  records: RecordStore,
  collection: QualifiedName,
  source: string,
  { atMs, resumeAtMs }: Suspension,
): Promise<void> {
  const before = await readSuspension(records, collection, source, atMs);
  const value = { suspended_at_ms: before?.atMs ?? atMs, resume_at_ms: resumeAtMs };
  await records.putAll('source', [{ id: keyOf(collection, source).id, value }]);
}

/** Nothing happens when there is none. */
export async function removeSuspension(records: RecordStore, collection: QualifiedName, source: string): Promise<void> {
  const key = keyOf(collection, source);
  for (;;) {
    const stored = await records.get(key);
    if (stored === undefined || (await records.delete(key, stored.revision))) return;
  }
}

const keyOf = (collection: QualifiedName, source: string): RecordKey => ({
  kind: 'source',
  id: `${printQualified(collection)}/${source}`,
});
