import type { Client } from '@elastic/elasticsearch';
import type { Refusal } from '../../catalog/document-store.ts';
import { unfitValue } from '../../catalog/find-refusals.ts';
import { foldOperations, type StoredState } from '../../catalog/fold-operations.ts';
import type { OperationBatch } from '../../catalog/operation.ts';
import { isVisible } from '../../catalog/retention.ts';
import { readInstant } from './read-time.ts';
import { fieldEncoder, keyOf, printHead, UnfitValue } from './encode-document.ts';
import { guardedAction, type FoldedDocument, type Folding } from './folding.ts';
import { eventTimeMember, tombMember, versionMember } from './index-mapping.ts';
import { readStored, type StoredDocument } from './read-stored.ts';

export interface WholeFoldingOptions {
  readonly client: Client;
  readonly alias: string;
  readonly versions: 'external' | 'stored';
  readonly oldest: bigint | undefined;
}

/** Elasticsearch takes external versions up to here. The one version above it wins against it all the same, as an equal one does. */
const mostVersion = 2n ** 63n - 2n;

/**
 * Writes whole documents. Where Elasticsearch compares order versions itself, nothing is read, but for `insert` and `replace`: those
 * are judged by what was there just before, and the higher version still wins.
 */
export function wholeFolding({ client, alias, versions, oldest }: WholeFoldingOptions): Folding {
  const isExternal = versions === 'external';
  const members = [eventTimeMember, tombMember, versionMember];
  return {
    onConflict: isExternal ? 'superseded' : 'again',
    read: (batch, ids) =>
      isExternal && !batch.kinds.some((kind) => kind === 'insert' || kind === 'replace')
        ? Promise.resolve(new Map<string, StoredDocument>())
        : readStored(client, alias, ids, members),
    fold(batch, stored, refused) {
      const existing = new Map([...stored].map(([id, one]) => [id, stateOf(one, isExternal, oldest)]));
      const { outcomes, survivors } = foldOperations(batch, { existing, oldest, refused });
      const encode = rowEncoder(batch);
      const documents: FoldedDocument[] = [];
      const unfit: Refusal[] = [];
      for (const index of survivors) {
        const id = batch.ids[index]!;
        const version = batch.versions[index]!;
        const head = { eventTime: batch.eventTimes[index]!, isTombstone: batch.kinds[index] === 'delete' };
        try {
          const entry = isExternal
            ? externalAction(id, version) + encode(index, printHead(head))
            : guardedAction(id, stored.get(id)) + encode(index, printHead({ ...head, version }));
          documents.push({ id, entry, last: index });
        } catch (error) {
          if (!(error instanceof UnfitValue)) throw error;
          unfit.push(unfitValue(batch, index, error.field));
        }
      }
      return { outcomes, documents, unfit };
    },
  };
}

function externalAction(id: string, version: bigint): string {
  const bounded = version > mostVersion ? mostVersion : version;
  return `{"index":{"_id":${JSON.stringify(id)},"version":${bounded},"version_type":"external_gte"}}\n`;
}

/** A printer of rows of the batch: the head, then every member that is not null. A tombstone holds nothing, whatever the operation brought. */
function rowEncoder({ fields, columns, kinds }: OperationBatch): (index: number, head: string) => string {
  const members = fields.map((field, column) => ({
    prefix: `,${keyOf(field.name)}`,
    encode: fieldEncoder(field),
    values: columns[column]!,
  }));
  return (index, head) => {
    let text = head;
    if (kinds[index] !== 'delete') {
      for (const { prefix, encode, values } of members) {
        const value = values[index] ?? null;
        if (value !== null) text += prefix + encode(value);
      }
    }
    return `${text}}\n`;
  };
}

function stateOf({ source, version }: StoredDocument, isExternal: boolean, oldest: bigint | undefined): StoredState {
  const members = source as Readonly<Record<string, unknown>>;
  const eventTime = readInstant(String(members[eventTimeMember])) ?? 0n;
  return {
    version: isExternal ? version : BigInt(String(members[versionMember])),
    present: members[tombMember] !== true && isVisible(eventTime, oldest),
  };
}
