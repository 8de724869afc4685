import { createHash } from 'node:crypto';
import type { ErrorCodeName } from '../../base/error-codes.ts';
import type { JsonObject } from '../../base/json.ts';
import { printQualified, type QualifiedName } from '../../base/name.ts';
import type { MemberFilter, StoredRecord } from '../../catalog/record-store.ts';
import type { Incoming } from '../incoming.ts';
import type { DeadLetter, DeadLetterCause } from '../ingest-service.ts';

/** A record that became no document, before it is stored. */
export interface Rejected {
  readonly incoming: Incoming;
  readonly stage: DeadLetter['stage'];
  readonly code: ErrorCodeName;
  readonly message: string;
}

const mostCharacters = 64 * 1024;
/** Stores hold ids of 512 bytes; the key of an object alone may have 1,024. */
const mostIdBytes = 512;

/** Ids of all dead letters of a collection begin with this. */
export function deadLetterPrefix(collection: QualifiedName): string {
  return `${printQualified(collection)}/`;
}

/** Source and position, so that a record that is read twice makes one letter. */
export function deadLetterId(collection: QualifiedName, source: string, position: string): string {
  const id = `${deadLetterPrefix(collection)}${source}/${position}`;
  if (Buffer.byteLength(id) <= mostIdBytes) return id;
  return `${deadLetterPrefix(collection)}${source}/sha256:${createHash('sha256').update(position).digest('hex')}`;
}

/** The stored form of a record that failed for the first time. */
export function printDeadLetter(source: string, rejected: Rejected, nowMs: number): JsonObject {
  const { incoming, stage, code, message } = rejected;
  const raw = incoming.raw();
  return {
    source,
    position: incoming.position,
    stage,
    code,
    message,
    record: raw.text.slice(0, mostCharacters),
    truncated: raw.truncated || raw.text.length > mostCharacters,
    at_ms: incoming.timestampMs,
    failed_at_ms: nowMs,
    attempts: 1,
    version: String(incoming.version),
    meta: incoming.meta,
    key: incoming.key,
    ...(incoming.decoded === 'tombstone' ? { tombstone: true } : {}),
    ...(raw.columns === undefined ? {} : { columns: raw.columns }),
  };
}

/** A letter from its stored form. */
export function readDeadLetter(collection: QualifiedName, { id, value }: StoredRecord): DeadLetter {
  return {
    id,
    workspace: collection.workspace,
    collection: collection.name,
    source: value['source'] as string,
    position: value['position'] as string,
    stage: value['stage'] as DeadLetter['stage'],
    code: value['code'] as ErrorCodeName,
    message: value['message'] as string,
    record: value['record'] as string,
    truncated: value['truncated'] as boolean,
    atMs: value['at_ms'] as number,
    failedAtMs: value['failed_at_ms'] as number,
    attempts: value['attempts'] as number,
  };
}

/** As a condition on the stored form. */
export function causeFilter({ source, stage, code }: DeadLetterCause): MemberFilter {
  return {
    ...(source === undefined ? {} : { source }),
    ...(stage === undefined ? {} : { stage }),
    ...(code === undefined ? {} : { code }),
  };
}
