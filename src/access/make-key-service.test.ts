import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RockpoolError } from '../base/error.ts';
import type { RecordStore } from '../catalog/record-store.ts';
import { openRecordStore } from '../duckdb/record-store.ts';
import type { NewKey } from './api-key.ts';
import { generateSecret, makeKeyService } from './make-key-service.ts';

let records: RecordStore;
let nowMs = 1_000_000;
let made = 0;
const clock = (): number => nowMs;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-keys-'));
  records = await openRecordStore({ path: join(folder, 'records.duckdb'), memoryBytes: 128 * 1024 ** 2 });
});

afterAll(() => records.close());

const wanted = (more: Partial<NewKey> = {}): NewKey => ({
  name: `key-${made++}`,
  scope: { actions: ['execute'] },
  createdBy: 'me',
  ...more,
});

const refusal = async (run: () => unknown): Promise<string> => {
  try {
    await run();
  } catch (error) {
    if (error instanceof RockpoolError) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'no refusal';
};

describe('the key service', () => {
  it('makes a key of 64 letters and digits that works from then on, and keeps only its hash', async () => {
    const service = makeKeyService({ records, clock });
    const { key, secret } = await service.create(wanted({ name: 'support', fixedArguments: { tenant: 1 } }));

    expect(secret).toMatch(/^[A-Za-z0-9]{64}$/);
    expect(key).toEqual({
      name: 'support',
      prefix: secret.slice(0, 6),
      scope: { actions: ['execute'] },
      fixedArguments: { tenant: 1 },
      createdAtMs: nowMs,
      createdBy: 'me',
      state: 'ACTIVE',
    });
    for (const scheme of ['ApiKey', 'apikey', 'Bearer', 'BEARER']) {
      expect(await makeKeyService({ records, clock }).authenticate(`${scheme} ${secret}`)).toEqual({
        ...key,
        lastUsedMs: nowMs,
      });
    }
    expect(JSON.stringify(await records.list('key'))).not.toContain(secret);
    expect(JSON.stringify(await service.list())).not.toMatch(/hash/);
  });

  it.each([
    [undefined, 'KEY_MISSING This needs an API key.'],
    ['', 'KEY_MISSING This needs an API key.'],
    ['   ', 'KEY_MISSING This needs an API key.'],
    ['ApiKey', 'KEY_MISSING The Authorization header must be `ApiKey <key>` or `Bearer <key>`.'],
    ['Basic dXNlcjpwYXNz', 'KEY_MISSING The Authorization header must be `ApiKey <key>` or `Bearer <key>`.'],
    ['ApiKey a b', 'KEY_MISSING The Authorization header must be `ApiKey <key>` or `Bearer <key>`.'],
    ['ApiKey wrong', 'KEY_INVALID This API key is not known here.'],
    [`ApiKey ${'A'.repeat(64)}`, 'KEY_INVALID This API key is not known here.'],
    [`Bearer ${'x'.repeat(100_000)}`, 'KEY_INVALID This API key is not known here.'],
  ])('refuses the header %j without repeating it', async (header, message) => {
    expect(await refusal(() => makeKeyService({ records, clock }).authenticate(header))).toBe(message);
  });

  it('refuses a key from the moment at which it expires', async () => {
    const service = makeKeyService({ records, clock });
    const { secret, key } = await service.create(wanted({ expiresAtMs: nowMs + 1000 }));
    nowMs += 999;
    expect((await service.authenticate(`ApiKey ${secret}`)).name).toBe(key.name);
    nowMs += 1;

    expect(await refusal(() => service.authenticate(`ApiKey ${secret}`))).toBe(
      `KEY_EXPIRED The API key "${key.name}" has expired.`,
    );
  });

  it('refuses a revoked key at once, and elsewhere within two seconds', async () => {
    const [here, elsewhere] = [makeKeyService({ records, clock }), makeKeyService({ records, clock })];
    const { secret, key } = await here.create(wanted());
    await elsewhere.authenticate(`ApiKey ${secret}`);

    expect(await here.revoke(key.name)).toEqual(key);
    expect(await refusal(() => here.authenticate(`ApiKey ${secret}`))).toContain('KEY_INVALID');
    nowMs += 2000;
    expect(await refusal(() => elsewhere.authenticate(`ApiKey ${secret}`))).toContain('KEY_INVALID');
  });

  it('refuses what no key can be', async () => {
    const service = makeKeyService({ records, clock });
    const { key } = await service.create(wanted({ name: 'taken' }));

    expect(await refusal(() => service.create(wanted({ name: key.name })))).toBe(
      'KEY_EXISTS There is a key "taken" already.',
    );
    expect(await refusal(() => service.create(wanted({ name: 'a b' })))).toBe(
      'NAME_INVALID "a b" is not a name for a key.',
    );
    expect(await refusal(() => service.create(wanted({ scope: { actions: [] } })))).toContain(
      'REQUEST_INVALID A key needs at least one action',
    );
    expect(await refusal(() => service.create(wanted({ ratePerMinute: 0 })))).toContain('REQUEST_INVALID');
    expect(await refusal(() => service.create(wanted({ expiresAtMs: nowMs })))).toBe(
      'REQUEST_INVALID The expiry of a key lies in the future.',
    );
    expect(await refusal(() => service.revoke('takne'))).toBe(
      'KEY_NOT_FOUND There is no key "takne". Did you mean "taken"?',
    );
  });

  it('accepts a key from outside as an administrator’s and never stores it', async () => {
    const service = makeKeyService({ records, clock });
    const secret = generateSecret();
    const before = await records.count('key');
    service.accept('bootstrap', secret);
    const key = await service.authenticate(`ApiKey ${secret}`);

    service.authorize(key, { action: 'admin' });
    expect([key.name, await records.count('key')]).toEqual(['bootstrap', before]);
    expect(await refusal(() => service.create(wanted({ name: 'bootstrap' })))).toContain('KEY_EXISTS');
  });

  it('allows so many calls a minute, then names the seconds to wait, and fills again evenly', async () => {
    const service = makeKeyService({ records, clock });
    const { key } = await service.create(wanted({ ratePerMinute: 6 }));
    const call = () => service.authorize(key, { action: 'execute', workspace: 'commons', lambda: 'l' });
    for (let count = 0; count < 6; count++) call();

    const error = await Promise.resolve()
      .then(call)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'RATE_LIMIT', details: { retryAfterSeconds: 10 } });
    nowMs += 10_000;
    call();
    expect(await refusal(call)).toContain(`RATE_LIMIT The key "${key.name}" has used up its 6 calls a minute.`);
  });
});
