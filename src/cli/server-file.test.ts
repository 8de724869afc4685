import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findRunningServer, removeServerFile, writeServerFile } from './server-file.ts';

let store: string;
beforeEach(async () => {
  store = await mkdtemp(join(tmpdir(), 'rockpool-server-file-'));
});
afterEach(() => rm(store, { recursive: true, force: true }));

const server = { address: 'http://127.0.0.1:8080', pid: process.pid, keyFile: '/key' };

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
