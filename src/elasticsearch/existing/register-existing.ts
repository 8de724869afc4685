import type { Client } from '@elastic/elasticsearch';
import { invariant } from '../../base/assert.ts';
import type { CollectionDeclaration } from '../../catalog/document-store.ts';
import type { Field } from '../../schema/sql-type.ts';
import type { CollectionIndex } from '../collection-index.ts';
import type { IndexedField } from '../indexed-field.ts';
import { RockpoolError } from '../../base/error.ts';
import { describeIndices } from './describe-indices.ts';
import { eventTimeOf } from './expired.ts';
import { readIndexFacts } from './read-index-facts.ts';

/**
 * Where the documents of a declared collection over existing indices lie, and how. Nothing is written. The mapping is read again, so that an index
 * that changed since the collection was described is noticed: throws COLLECTION_INCOMPATIBLE, STORE_*.
 */
export async function registerExisting(client: Client, declaration: CollectionDeclaration): Promise<CollectionIndex> {
  const { workspace, name, index, eventTime, fields, retentionMs } = declaration;
  invariant(index !== undefined, 'the collection has an index of its own');
  const facts = await readIndexFacts(client, index);
  const own = fields.filter((field) => field.name !== '_id' && field.name !== '_event_time');
  const named = own.map((field) => ({ name: field.name, type: field.type, list: field.type.kind === 'list' }));
  const described = describeIndices(facts, {
    index,
    ...(eventTime === undefined ? {} : { eventTime }),
    fields: { named, others: false },
  });
  const event = eventTimeOf({ fields: described.indexed });
  if (retentionMs !== undefined && facts.length > 0 && event === undefined)
    throw new RockpoolError(
      'COLLECTION_INCOMPATIBLE',
      `retention goes by the event time, and ${index} cannot be searched by its field ${JSON.stringify(eventTime)}.`,
      { hint: 'Name a field of type date or date_nanos that is indexed with `event_time:`, or leave retention out.' },
    );
  return {
    workspace,
    name,
    index,
    origin: 'existing',
    fields: facts.length === 0 ? [...described.indexed, ...own.map(notThereYet)] : described.indexed,
    // None while nothing matches the pattern.
    shards: facts.reduce((sum, one) => sum + one.shards, 0),
    ...(retentionMs === undefined ? {} : { retentionMs }),
    versions: 'external',
  };
}

const notThereYet = ({ name, type }: Field): IndexedField => ({
  name,
  type,
  path: name,
  indexed: { kind: 'unindexed', why: 'no index is there yet' },
  unique: false,
});
