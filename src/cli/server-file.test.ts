import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { findRunningServer, removeServerFile, writeServerFile } from './server-file.ts';

let store: string;
beforeEach(async () => {
  store = await mkdtemp(join(tmpdir(), 'rockpool-server-file-'));
});
afterEach(() => rm(store, { recursive: true, force: true }));

const listening = createServer();
let server: { readonly address: string; readonly pid: number; readonly keyFile: string };
beforeAll(async () => {
  listening.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  server = { address: `http://127.0.0.1:${port}`, pid: process.pid, keyFile: '/key' };
});
afterAll(() => listening.close());

it('finds the server that wrote it, until that removes it', async () => {
  await writeServerFile(store, server);
  const found = await findRunningServer(store);
  await removeServerFile(store);

  expect(found).toEqual(server);
  expect(await findRunningServer(store)).toBeUndefined();
});

it('takes a file left behind by a process that is gone for none', async () => {
  // Beyond the largest process id of Linux (2^22).
  await writeServerFile(store, { ...server, pid: 99_999_999 });

  expect(await findRunningServer(store)).toBeUndefined();
});

it('takes a process for none that nobody can reach: it was killed a moment ago', async () => {
  // Port 1 is reserved, and nobody listens there.
  await writeServerFile(store, { ...server, address: 'http://127.0.0.1:1' });

  expect(await findRunningServer(store)).toBeUndefined();
});

it("leaves another server's file alone", async () => {
  await writeServerFile(store, { ...server, pid: 1 });
  await removeServerFile(store);

  expect(await findRunningServer(store)).toEqual({ ...server, pid: 1 });
});

it.each(['', '{', 'null', '[]', '{"pid":1}', '{"address":1,"pid":1,"keyFile":"x"}', '\u0000'])(
  'takes %j for none',
  async (text) => {
    await writeFile(join(store, 'server.json'), text);

    expect(await findRunningServer(store)).toBeUndefined();
  },
);

it('finds none in a folder that is not there', async () =>
  expect(await findRunningServer(join(store, 'absent'))).toBeUndefined());
