import { printQualified, type QualifiedName } from '../base/name.ts';
import type { RecordKind, RecordStore } from '../catalog/record-store.ts';
import { deleteDeadLetters } from '../ingest/dead-letters/dead-letters.ts';
import { takeOverLetters } from '../ingest/dead-letters/take-over-letters.ts';

/** Under this name dead letters and leases are kept while an index is made of the sources. No collection has such a name. */
export function rebuildName({ workspace, name }: QualifiedName, incarnation: string): QualifiedName {
  return { workspace, name: `${name}~${incarnation}` };
}

/** All records of the sources were read anew: what became of them then is what counts. Throws STORE_UNAVAILABLE. */
export async function takeOverRecords(
  records: RecordStore,
  collection: QualifiedName,
  incarnation: string,
): Promise<void> {
  await deleteDeadLetters(records, collection, {});
  await takeOverLetters(records, rebuildName(collection, incarnation), collection);
}

/** Ends what broke off: letters of the index that is served are the collection's, all else is forgotten. Throws STORE_UNAVAILABLE. */
export async function tidyRecords(
  records: RecordStore,
  collection: QualifiedName,
  served: string | undefined,
): Promise<void> {
  for (const incarnation of await incarnationsOf(records, 'dead-letter', collection)) {
    const name = rebuildName(collection, incarnation);
    if (incarnation === served) await takeOverLetters(records, name, collection);
    else await deleteDeadLetters(records, name, {});
  }
  for (const lease of await records.list('lease', { prefix: prefixOf(collection) }))
    await records.delete({ kind: 'lease', id: lease.id }, lease.revision);
}

async function incarnationsOf(
  records: RecordStore,
  kind: RecordKind,
  collection: QualifiedName,
): Promise<readonly string[]> {
  const prefix = prefixOf(collection);
  const found: string[] = [];
  for (let after: string | undefined; ;) {
    const [next] = await records.list(kind, { prefix, limit: 1, ...(after === undefined ? {} : { after }) });
    if (next === undefined) return found;
    const incarnation = next.id.slice(prefix.length, next.id.indexOf('/', prefix.length));
    found.push(incarnation);
    // Beyond all that are of this one: `0` is the character after `/`.
    after = `${prefix}${incarnation}0`;
  }
}

const prefixOf = (collection: QualifiedName): string => `${printQualified(collection)}~`;
