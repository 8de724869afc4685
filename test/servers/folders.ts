import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** This folder, with the pom of every server. */
export const sources = fileURLToPath(new URL('.', import.meta.url));

/** Everything the servers write; git ignores it, deleting it (after `npm run servers -- down`) costs one download. */
export const state = fileURLToPath(new URL('../../.servers/', import.meta.url));

/** Home of a server that `npm run servers` leaves running. Its data and ports stay the same when it is started again. */
export const keptHome = (name: string): string => join(state, 'kept', name);

/** Homes of servers that end with the process that started them. */
export const ownedHomes = join(state, 'owned');

/** A home that nobody has used before. */
export const newOwnedHome = (name: string): string => join(ownedHomes, `${name}-${randomBytes(4).toString('hex')}`);
