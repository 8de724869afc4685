import type { Client } from '@elastic/elasticsearch';
import { isVisible, oldestVisible } from '../../catalog/retention.ts';
import type { RowBatch, Value } from '../../schema/value.ts';
import type { CollectionIndex } from '../collection-index.ts';
import { memberDecoder } from './decode-document.ts';
import { readInstant } from './read-time.ts';
import { eventTimeMember, tombMember } from './index-mapping.ts';
import { readStored } from './read-stored.ts';

/** The visible documents with these ids, in the order of the ids, as they are now. Throws what the client throws. */
export async function readDocuments(
  client: Client,
  { index, fields, retentionMs }: CollectionIndex,
  ids: readonly string[],
  nowMicros: bigint,
): Promise<RowBatch> {
  const columns: Value[][] = fields.map(() => []);
  // An id that Elasticsearch cannot have is nobody's.
  const wanted = [...new Set(ids)].filter((id) => id !== '' && Buffer.byteLength(id) <= 512);
  const oldest = oldestVisible(retentionMs, nowMicros);
  const decoders = fields.map(memberDecoder);
  const found = await readStored(client, index, wanted);
  for (const id of wanted) {
    const document = found.get(id);
    if (document === undefined) continue;
    const source = document.source as Readonly<Record<string, unknown>>;
    const eventTime = readInstant(String(source[eventTimeMember])) ?? 0n;
    if (source[tombMember] === true || !isVisible(eventTime, oldest)) continue;
    fields.forEach(({ name }, column) => columns[column]!.push(name === '_id' ? id : decoders[column]!(source)));
  }
  return { rowCount: columns[0]!.length, columns };
}
