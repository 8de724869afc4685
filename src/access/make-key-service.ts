import type { Clock } from '../base/clock.ts';
import { RockpoolError } from '../base/error.ts';
import { isJsonObject, type JsonObject } from '../base/json.ts';
import { assertName } from '../base/name.ts';
import { didYouMean } from '../base/suggest.ts';
import type { RecordStore } from '../catalog/record-store.ts';
import type { ApiKey, KeyService, NewKey } from './api-key.ts';
import { authorize } from './authorize.ts';
import { makeRateLimit } from './rate-limit.ts';
import { generateSecret, hashSecret, sameHash } from './secret.ts';

export { generateSecret } from './secret.ts';

export interface KeyServiceParts {
  readonly records: RecordStore;
  readonly clock: Clock;
}

interface KnownKey {
  readonly key: ApiKey;
  readonly hash: string;
}

const prefixLength = 6;
/** How long a key revoked by another server may still work here. */
const mostAgeMs = 2000;
/** After so long the keys are read again beside the call that finds them old, so that a server in use never waits for them. */
const refreshMs = 1000;

/**
 * Keys in a record store, hashed; a record's id is the key's name. A header is looked up by the hash of its key among all known ones, so neither time nor
 * answer tells an unknown key from a wrong one.
 */
export function makeKeyService({ records, clock }: KeyServiceParts): KeyService {
  const accepted: KnownKey[] = [];
  const rates = makeRateLimit(clock);
  const lastUsed = new Map<string, number>();
  let stored: { readonly keys: readonly KnownKey[]; readonly atMs: number } | undefined;

  let reading: Promise<readonly KnownKey[]> | undefined;
  const readAgain = (): Promise<readonly KnownKey[]> =>
    (reading ??= records
      .list('key')
      .then((found) => {
        const keys = found.map((record) => fromRecord(record.id, record.value));
        stored = { keys, atMs: clock() };
        return keys;
      })
      .finally(() => (reading = undefined)));
  const readStored = async (): Promise<readonly KnownKey[]> => {
    const ageMs = stored === undefined ? Infinity : Math.abs(clock() - stored.atMs);
    if (stored === undefined || ageMs >= mostAgeMs) return readAgain();
    // When it fails, the keys grow old, and then a call says so.
    if (ageMs >= refreshMs) readAgain().catch(() => undefined);
    return stored.keys;
  };
  const withUse = (key: ApiKey): ApiKey => {
    const usedMs = lastUsed.get(key.name);
    return usedMs === undefined ? key : { ...key, lastUsedMs: usedMs };
  };

  return {
    async authenticate(header) {
      const secret = readHeader(header);
      const hash = hashSecret(secret);
      // All of them are compared, so that the time does not depend on which one it was.
      const matches = [...accepted, ...(await readStored())].filter((known) => sameHash(known.hash, hash));
      const key = matches[0]?.key;
      if (key === undefined || key.state !== 'ACTIVE')
        throw new RockpoolError('KEY_INVALID', 'This API key is not known here.');
      if (key.expiresAtMs !== undefined && key.expiresAtMs <= clock()) {
        throw new RockpoolError('KEY_EXPIRED', `The API key ${JSON.stringify(key.name)} has expired.`);
      }
      lastUsed.set(key.name, clock());
      return withUse(key);
    },

    authorize(key, wish) {
      authorize(key, wish);
      if (key.ratePerMinute === undefined) return;
      const seconds = rates.take(key.name, key.ratePerMinute);
      if (seconds === 0) return;
      const message = `The key ${JSON.stringify(key.name)} has used up its ${key.ratePerMinute} calls a minute.`;
      throw new RockpoolError('RATE_LIMIT', message, { retryAfterSeconds: seconds });
    },

    async create(wanted) {
      assertName('key', wanted.name);
      assertWanted(wanted, clock());
      const secret = generateSecret();
      const key: ApiKey = {
        name: wanted.name,
        prefix: secret.slice(0, prefixLength),
        scope: wanted.scope,
        ...(wanted.fixedArguments === undefined ? {} : { fixedArguments: wanted.fixedArguments }),
        ...(wanted.ratePerMinute === undefined ? {} : { ratePerMinute: wanted.ratePerMinute }),
        ...(wanted.expiresAtMs === undefined ? {} : { expiresAtMs: wanted.expiresAtMs }),
        createdAtMs: clock(),
        createdBy: wanted.createdBy,
        state: 'ACTIVE',
      };
      const taken = accepted.some((known) => known.key.name === key.name);
      const written = taken
        ? 'conflict'
        : await records.put({ kind: 'key', id: key.name }, toRecord(key, secret), undefined);
      if (written === 'conflict')
        throw new RockpoolError('KEY_EXISTS', `There is a key ${JSON.stringify(key.name)} already.`);
      stored = undefined;
      return { key, secret };
    },

    async list() {
      stored = undefined;
      return (await readStored()).map((known) => withUse(known.key));
    },

    async revoke(name) {
      const record = await records.get({ kind: 'key', id: name });
      if (record === undefined) {
        const names = (await readStored()).map((known) => known.key.name);
        throw new RockpoolError('KEY_NOT_FOUND', `There is no key ${JSON.stringify(name)}.${didYouMean(name, names)}`);
      }
      await records.delete({ kind: 'key', id: name }, record.revision);
      stored = undefined;
      lastUsed.delete(name);
      return fromRecord(record.id, record.value).key;
    },

    accept(name, secret) {
      const scope = { actions: ['admin'] } as const;
      const key: ApiKey = {
        name,
        prefix: secret.slice(0, prefixLength),
        scope,
        createdAtMs: clock(),
        createdBy: name,
        state: 'ACTIVE',
      };
      accepted.push({ key, hash: hashSecret(secret) });
    },
  };
}

/** `ApiKey <key>` or `Bearer <key>`, the scheme in any case. */
function readHeader(header: string | undefined): string {
  if (header === undefined || header.trim() === '') throw new RockpoolError('KEY_MISSING', 'This needs an API key.');
  const match = /^(?:apikey|bearer)\s+(\S+)$/i.exec(header.trim());
  if (match === null)
    throw new RockpoolError('KEY_MISSING', 'The Authorization header must be `ApiKey <key>` or `Bearer <key>`.');
  return match[1]!;
}

function assertWanted(wanted: NewKey, nowMs: number): void {
  const wrong = (message: string): never => {
    throw new RockpoolError('REQUEST_INVALID', message);
  };
  if (wanted.scope.actions.length === 0)
    wrong('A key needs at least one action: execute, read, write, deploy or admin.');
  const rate = wanted.ratePerMinute;
  if (rate !== undefined && (!Number.isInteger(rate) || rate < 1))
    wrong('The calls per minute of a key are a whole number of at least 1.');
  const expiry = wanted.expiresAtMs;
  if (expiry !== undefined && !(expiry > nowMs)) wrong('The expiry of a key lies in the future.');
}

function toRecord(key: ApiKey, secret: string): JsonObject {
  const { scope, ...rest } = key;
  return { ...rest, scope: { ...scope }, hash: hashSecret(secret) };
}

/** What toRecord wrote. */
function fromRecord(name: string, value: JsonObject): KnownKey {
  const { hash, ...rest } = value;
  if (typeof hash !== 'string' || !isJsonObject(rest['scope']))
    throw new Error(`broken invariant: the record of key ${name} is damaged`);
  return { key: rest as unknown as ApiKey, hash };
}
