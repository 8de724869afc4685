import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readContracts } from '../../src/cli/read-contracts.ts';
import { makeHttpClient } from '../../src/client/http-client.ts';
import { makeTypedClient } from '../../src/typed-client/make-typed-client.ts';
import { startTestServer, type TestServer } from '../integration/server/start-test-server.ts';

/** As the generated file exports it; what its types say is held beside the generator. */
interface Client {
  connect(options: object): Record<string, Record<string, (args?: object, options?: object) => Promise<unknown>>>;
}

let server: TestServer;
let folder: string;
let client: Client;
beforeAll(async () => {
  server = await startTestServer();
  folder = await mkdtemp(join(tmpdir(), 'rockpool-client-'));
  const http = makeHttpClient({ address: server.address, key: server.app.key });
  const { contracts } = await readContracts(http, 'latest');
  const text = makeTypedClient({ lambdas: contracts, tag: 'latest' });
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  await writeFile(join(folder, 'client.mjs'), outputText);
  client = (await import(join(folder, 'client.mjs'))) as Client;
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const commons = (options: object = {}): ReturnType<Client['connect']>[string] =>
  client.connect({ address: server.address, key: server.app.key, ...options })['commons']!;

describe('the typed client', () => {
  it('calls lambdas with arguments, defaults, lists and names that are no identifiers', async () => {
    expect(await commons()['grown']!({ age: 36, name: 'Ada' })).toEqual({
      ok: true,
      rows: [{ _id: 'p1', name: 'Ada', age: 36, born: '1990-12-10' }],
      lambda: expect.stringMatching(/^commons\.grown::[0-9a-f]{16}$/) as string,
      queryId: expect.any(String) as string,
      warnings: [],
      dataAgeMs: expect.any(Number) as number,
    });
    expect(await commons()['grown']!()).toMatchObject({ ok: true });
    expect(await commons()['by-tags']!({ tags: ['a', 'b'] })).toMatchObject({ rows: [{ tag: 'a' }, { tag: 'b' }] });
  });

  it('cuts the rows at a limit', async () => {
    expect(await commons()['by-tags']!({ tags: ['a', 'b', 'c'] }, { limit: 1 })).toMatchObject({
      rows: [{ tag: 'a' }],
    });
  });

  it('sends the digits of a bigint and the ISO text of a date', async () => {
    expect(await commons()['grown']!({ age: 36n })).toMatchObject({ ok: true });
    const sent: string[] = [];
    const recording = (_: string, { body }: { readonly body: string }): Promise<Response> => {
      sent.push(body);
      return Promise.resolve(new Response('{"results":[],"query_id":"q"}'));
    };
    await commons({ fetch: recording })['any']!({ big: 2n ** 60n, at: new Date(0), none: undefined, list: [1n, null] });
    expect(sent).toEqual(['{"arguments":{"big":1152921504606846976,"at":"1970-01-01T00:00:00.000Z","list":[1,null]}}']);
  });

  it('gives what the server refuses as an error with its code, message and hint', async () => {
    expect(await commons()['grown']!({ age: 200 })).toEqual({
      ok: false,
      error: {
        kind: 'refused',
        status: 400,
        code: 'ARGUMENT_INVALID',
        message: expect.stringContaining('age') as string,
        hint: expect.any(String) as string,
      },
    });
    expect(await commons()['missing']!()).toMatchObject({
      error: { kind: 'refused', status: 404, code: 'LAMBDA_NOT_FOUND' },
    });
    expect(await commons()['grown']!({}, { tag: 'nowhere' })).toMatchObject({ error: { code: 'TAG_NOT_FOUND' } });
    expect(await commons({ key: 'wrong' })['grown']!()).toMatchObject({ error: { status: 401, code: 'KEY_INVALID' } });
  });

  it('gives a server that is not there, and one of somebody else, as unreachable', async () => {
    const nobody = client.connect({ address: 'http://127.0.0.1:9' })['commons']!;
    expect(await nobody['grown']!()).toMatchObject({ ok: false, error: { kind: 'unreachable' } });
    const stranger = commons({ fetch: () => Promise.resolve(new Response('<html>', { status: 502 })) });
    expect(await stranger['grown']!()).toEqual({
      ok: false,
      error: { kind: 'unreachable', message: 'What answered with status 502 is no Rockpool server.' },
    });
  });

  it('calls below the path of its address, with and without a slash at the end', async () => {
    const called: string[] = [];
    const fetch = (url: string): Promise<Response> => {
      called.push(url);
      return Promise.resolve(new Response('{"results":[],"query_id":"q"}'));
    };
    for (const address of ['https://example.com/a/b', 'https://example.com/a/b/', 'https://example.com/']) {
      await commons({ fetch, address })['grown']!();
    }
    const path = 'v1/orgs/self/ws/commons/lambdas/grown/tags/latest';
    expect(called).toEqual([
      `https://example.com/a/b/${path}`,
      `https://example.com/a/b/${path}`,
      `https://example.com/${path}`,
    ]);
  });

  it('calls a lambda whose name a promise has as $then', async () => {
    const refused = await commons()['$then']!();
    expect(refused).toMatchObject({
      error: { code: 'LAMBDA_NOT_FOUND', message: expect.stringContaining('"then" not found') as string },
    });
    expect(await commons()['constructor']!()).toMatchObject({ error: { code: 'LAMBDA_NOT_FOUND' } });
  });

  it('ends a call when its signal is aborted', async () => {
    const reason = new Error('left the page');
    expect(await commons()['grown']!({}, { signal: AbortSignal.abort(reason) })).toEqual({
      ok: false,
      error: { kind: 'aborted', reason },
    });
  });

  it('may be returned by an async function, which asks for `then`', async () => {
    const later = await Promise.resolve(commons());
    expect(await later['grown']!()).toMatchObject({ ok: true });
  });
});
