import { randomUUID } from 'node:crypto';
import { RockpoolError } from '../base/error.ts';

/** Names a server until it stops: 7 hex digits. */
export function makeServerId(): string {
  return randomUUID().slice(0, 7);
}

/** `<uuid>:<server>:0`, the form of Rockset's ids. The middle part, 7 letters or digits, names the server that holds the result. */
export function newQueryId(serverId: string): string {
  return `${randomUUID()}:${serverId}:0`;
}

const form = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:([0-9A-Za-z]{7}):\d+$/i;

/** Throws QUERY_NOT_FOUND for what is no id, QUERY_ELSEWHERE for another server's. */
export function assertOwnQueryId(serverId: string, queryId: string): void {
  const server = form.exec(queryId)?.[1];
  if (server === undefined) throw queryNotFound(queryId);
  if (server !== serverId)
    throw new RockpoolError('QUERY_ELSEWHERE', `The query ${queryId} was run by another server.`);
}

export function queryNotFound(queryId: string): RockpoolError {
  return new RockpoolError(
    'QUERY_NOT_FOUND',
    `The query ${JSON.stringify(queryId)} does not exist, or its result has expired.`,
  );
}
