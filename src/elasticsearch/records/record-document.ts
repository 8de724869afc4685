import { createHash } from 'node:crypto';
import type { JsonObject } from '../../base/json.ts';
import type { RecordKind, Revision } from '../../catalog/record-store.ts';

/** A record as it lies in the index: `value` is the JSON text of the value, kept and not looked into; the rest is what lists ask for. */
export interface RecordDocument {
  readonly kind: RecordKind;
  readonly id: string;
  readonly value: string;
  /** Text members of the value, as `memberKey` → `textTerm`. */
  readonly texts: Readonly<Record<string, string>>;
  /** Numeric members of the value, as `memberKey` → `numberTerm`. */
  readonly numbers: Readonly<Record<string, string>>;
}

/** `flattened` holds any number of members in one field of the mapping, so that no value can make the mapping grow. */
export const recordMapping = {
  dynamic: false,
  properties: {
    kind: { type: 'keyword' },
    id: { type: 'keyword' },
    texts: { type: 'flattened' },
    numbers: { type: 'flattened' },
    value: { type: 'object', enabled: false },
  },
} as const;

export function toRecordDocument(kind: RecordKind, id: string, value: JsonObject): RecordDocument {
  const texts: [string, string][] = [];
  const numbers: [string, string][] = [];
  for (const [member, one] of Object.entries(value)) {
    if (typeof one === 'string') texts.push([memberKey(member), textTerm(one)]);
    if (typeof one === 'number') numbers.push([memberKey(member), numberTerm(one)]);
  }
  const members = { texts: Object.fromEntries(texts), numbers: Object.fromEntries(numbers) };
  return { kind, id, value: JSON.stringify(value), ...members };
}

const mostIdBytes = 512;

/** The `_id`; Elasticsearch takes 512 bytes, and the key of an object alone may have 1,024. */
export function documentId(kind: RecordKind, id: string): string {
  const full = `${kind}/${id}`;
  return Buffer.byteLength(full) <= mostIdBytes ? full : `${kind}/${hashed(id)}`;
}

/** The name of a member below `texts` and `numbers`, where dots, blanks and an empty name would mean something else. */
export function memberKey(member: string): string {
  return /^[A-Za-z0-9_-]{1,100}$/.test(member) ? member : hashed(member);
}

const mostTextLength = 256;

/** A text as it is compared and counted: a long one, such as a record that was rejected, by its hash. */
export function textTerm(text: string): string {
  return text.length > mostTextLength || isHashed(text) ? hashed(text) : text;
}

export const isHashed = (term: string): boolean => term.startsWith('#');

/** 16 hexadecimal digits that sort as texts like the numbers do, since `flattened` knows texts only. */
export function numberTerm(number: number): string {
  const bits = new DataView(new ArrayBuffer(8));
  // -0 is 0.
  bits.setFloat64(0, number === 0 ? 0 : number);
  const raw = bits.getBigUint64(0);
  const negative = raw >> 63n === 1n;
  return BigInt.asUintN(64, negative ? ~raw : raw | (1n << 63n))
    .toString(16)
    .padStart(16, '0');
}

/** Sequence numbers of a shard never return, so a record that was deleted and written again has another one. */
export const printRevision = (sequence: number, term: number): Revision => `${sequence}:${term}`;

export function parseRevision(revision: Revision): { readonly if_seq_no: number; readonly if_primary_term: number } {
  const [sequence, term] = revision.split(':');
  return { if_seq_no: Number(sequence), if_primary_term: Number(term) };
}

const hashed = (text: string): string => `#${createHash('sha256').update(text).digest('hex')}`;
