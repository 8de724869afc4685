import type { Client } from '@elastic/elasticsearch';
import type { Refusal } from '../../catalog/document-store.ts';
import { unfitValue } from '../../catalog/find-refusals.ts';
import { mergeOperations, type MergedDocument } from '../../catalog/merge-documents.ts';
import type { OperationBatch } from '../../catalog/operation.ts';
import type { Field } from '../../schema/sql-type.ts';
import { encodeFieldName } from '../field-name.ts';
import { memberDecoder, type MemberDecoder } from './decode-document.ts';
import { readInstant } from './read-time.ts';
import { fieldEncoder, keyOf, printHead, UnfitValue, type FieldEncoder } from './encode-document.ts';
import { guardedAction, type FoldedDocument, type Folding } from './folding.ts';
import { eventTimeMember, tombMember, versionMember, versionsMember } from './index-mapping.ts';
import { readStored, type StoredDocument } from './read-stored.ts';

export interface MergeFoldingOptions {
  readonly client: Client;
  readonly alias: string;
  /** Fields that documents may hold, without `_id` and `_event_time`. */
  readonly fields: readonly Field[];
  readonly oldest: bigint | undefined;
}

/** How one field lies in a document. */
interface Member {
  readonly field: Field;
  readonly name: string;
  readonly prefix: string;
  readonly encode: FieldEncoder;
  readonly decode: MemberDecoder;
}

/** Writes parts of documents: reads what is there, merges, and puts the whole in its place if it is still what was read. */
export function mergeFolding({ client, alias, fields, oldest }: MergeFoldingOptions): Folding {
  const members = fields.map((field): Member => ({
    field,
    name: encodeFieldName(field.name),
    prefix: `,${keyOf(field.name)}`,
    encode: fieldEncoder(field),
    decode: memberDecoder(field),
  }));
  return {
    onConflict: 'again',
    read: (_, ids) => readStored(client, alias, ids),
    fold(batch, stored, refused) {
      const unfit = findUnfit(batch, refused);
      if (unfit.length > 0) return { outcomes: [], documents: [], unfit };
      const existing = new Map([...stored].map(([id, one]) => [id, readMerged(one, members)]));
      const { documents, outcomes } = mergeOperations(batch, { fields, existing, oldest, refused });
      const last = new Map<string, number>();
      outcomes.forEach((outcome, index) => {
        if (outcome !== 'unmet' && outcome !== 'superseded') last.set(batch.ids[index]!, index);
      });
      const folded = [...documents].map(([id, document]): FoldedDocument => {
        const entry = guardedAction(id, stored.get(id)) + printMerged(document, members);
        return { id, entry, last: last.get(id)! };
      });
      return { outcomes, documents: folded, unfit };
    },
  };
}

/** Looked for before anything is merged: afterwards nobody knows which operation a value came from. */
function findUnfit(batch: OperationBatch, refused: ReadonlySet<number>): readonly Refusal[] {
  const unfit = new Map<number, Refusal>();
  batch.fields.forEach((field, column) => {
    const encode = fieldEncoder(field);
    batch.columns[column]!.forEach((value, index) => {
      if (value === null || refused.has(index) || unfit.has(index)) return;
      try {
        encode(value);
      } catch (error) {
        if (!(error instanceof UnfitValue)) throw error;
        unfit.set(index, unfitValue(batch, index, field));
      }
    });
  });
  return [...unfit.values()];
}

/** `_versions`: of the whole, since when it is there, and by field those that are newer than the whole. A tombstone has none: all are its own. */
interface Versions {
  readonly whole: unknown;
  readonly since: unknown;
  readonly fields: Readonly<Record<string, unknown>>;
}

function printMerged(document: MergedDocument, members: readonly Member[]): string {
  const { eventTime, version, since, whole, values, versions } = document;
  let text = printHead({ eventTime, version, isTombstone: since === undefined });
  if (since === undefined) return `${text}}\n`;
  const newer: string[] = [];
  members.forEach(({ name }, index) => {
    if (versions[index] !== whole) newer.push(`${JSON.stringify(name)}:${versions[index]}`);
  });
  text += `,"${versionsMember}":{"whole":${whole},"since":${since},"fields":{${newer.join(',')}}}`;
  members.forEach(({ prefix, encode }, index) => {
    const value = values[index] ?? null;
    if (value !== null) text += prefix + encode(value);
  });
  return `${text}}\n`;
}

function readMerged({ source }: StoredDocument, members: readonly Member[]): MergedDocument {
  const own = source as Readonly<Record<string, unknown>>;
  const version = BigInt(String(own[versionMember]));
  const eventTime = readInstant(String(own[eventTimeMember])) ?? 0n;
  const values = members.map(({ decode }) => decode(source));
  if (own[tombMember] === true)
    return { version, eventTime, since: undefined, whole: version, values, versions: members.map(() => version) };
  const { whole, since, fields } = own[versionsMember] as Versions;
  const ofWhole = BigInt(String(whole));
  return {
    version,
    eventTime,
    since: BigInt(String(since)),
    whole: ofWhole,
    values,
    versions: members.map(({ name }) => (Object.hasOwn(fields, name) ? BigInt(String(fields[name])) : ofWhole)),
  };
}
