import type { ErrorCodeName } from '../base/error-codes.ts';
import type { JsonObject } from '../base/json.ts';
import { printQualified, type QualifiedName } from '../base/name.ts';
import type { StoredRecord } from '../catalog/record-store.ts';
import type { Incoming } from './incoming.ts';
import type { DeadLetter } from './ingest-service.ts';

/** A record that became no document, before it is stored. */
export interface Rejected {
  readonly incoming: Incoming;
  readonly stage: DeadLetter['stage'];
  readonly code: ErrorCodeName;
  readonly message: string;
}

const mostCharacters = 64 * 1024;

/** Ids of all dead letters of a collection begin with this. */
export function deadLetterPrefix(collection: QualifiedName): string {
  return `${printQualified(collection)}/`;
}

/** The stored form. Its id is source and position, so a record that is read twice makes one letter. */
export function printDeadLetter(
  collection: QualifiedName,
  source: string,
  rejected: Rejected,
): { readonly id: string; readonly value: JsonObject } {
  const { incoming, stage, code, message } = rejected;
  const raw = incoming.raw();
  return {
    id: `${deadLetterPrefix(collection)}${source}/${incoming.position}`,
    value: {
      source,
      position: incoming.position,
      stage,
      code,
      message,
      record: raw.text.slice(0, mostCharacters),
      truncated: raw.truncated || raw.text.length > mostCharacters,
      at_ms: incoming.timestampMs,
      attempts: 1,
      version: String(incoming.version),
      meta: incoming.meta,
      key: incoming.key,
      ...(raw.columns === undefined ? {} : { columns: raw.columns }),
    },
  };
}

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
    attempts: value['attempts'] as number,
  };
}
