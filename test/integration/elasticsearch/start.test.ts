import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serve, type Serving } from '../../../src/cli/serve.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { makeClient } from '../../../src/elasticsearch/client.ts';
import type { Event } from '../../../src/observe/event.ts';
import { serverAddresses } from '../../servers/addresses.ts';
import { freePort } from '../../servers/free-port.ts';

const elasticsearch = new URL(serverAddresses().elasticsearch);
const prefix = `start-${randomBytes(4).toString('hex')}`;
let folder: string;
let events: Event[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rockpool-start-'));
  events = [];
  for (const name of ['collections', 'lambdas', 'demo'])
    await cp(join(import.meta.dirname, '../../..', name), join(folder, name), { recursive: true });
});
afterAll(async () => {
  const client = makeClient({ nodes: [elasticsearch.origin], requestTimeoutMs: 30_000 });
  const found = await client.indices.get({ index: `${prefix}-*`, expand_wildcards: 'all' });
  for (const index of Object.keys(found)) await client.indices.delete({ index });
  await client.close();
  await rm(folder, { recursive: true });
});

const configOn = async (port: number, node: string) => {
  const text = `
server: { port: ${port} }
store: { engine: elasticsearch, node: "${node}", index_prefix: ${prefix}, request_timeout: 30s }
integrations:
  events: { kind: files, path: events }
  catalog: { kind: files, path: demo }
`;
  await writeFile(join(folder, 'rockpool.yaml'), text);
  return loadConfig({ projectFolder: folder, flags: {}, environment: {} });
};

/** What stands between a server and the cluster, so that it can be away. */
const openProxy = (port: number): Promise<Server> =>
  new Promise((resolve) => {
    const proxy = createServer((socket) => {
      const target = connect(Number(elasticsearch.port), elasticsearch.hostname);
      socket.on('error', () => target.destroy()).pipe(target);
      target.on('error', () => socket.destroy()).pipe(socket);
    });
    proxy.listen(port, '127.0.0.1', () => resolve(proxy));
  });

it('waits for a cluster that is away, says so at its address, and begins when it comes', async () => {
  const [port, node] = [await freePort(), await freePort()];
  const config = await configOn(port, `http://127.0.0.1:${node}`);
  const address = `http://127.0.0.1:${port}`;
  const get = async (path: string): Promise<[number, unknown]> => {
    const reply = await fetch(`${address}${path}`);
    return [reply.status, await reply.json()];
  };
  const stop = new AbortController();
  const starting: Promise<Serving> = serve(config, {
    observer: (event) => void events.push(event),
    ingest: true,
    lambdas: 'deploy',
    waitUntil: stop.signal,
  });
  await expect.poll(() => get('/live').catch(() => undefined), { timeout: 10_000 }).toEqual([200, { live: true }]);

  const why = `The Elasticsearch cluster at http://127.0.0.1:${node} cannot be opened: the connection was refused.`;
  expect(await get('/ready')).toEqual([503, { ready: false, reasons: [why] }]);
  expect(await get('/v1/orgs/self/lambdas')).toMatchObject([503, { message: why }]);
  expect(events).toEqual([{ kind: 'store', state: 'waits', message: why }]);

  const proxy = await openProxy(node);
  const serving = await starting;
  try {
    expect(serving.problems).toEqual([]);
    expect(events[1]).toEqual({ kind: 'store', state: 'answers' });
    const lambdas = (await serving.app.lambdas.list()).map(({ name }) => name);
    expect(lambdas).toContain('recommendation');
    const reply = await fetch(`${address}/v1/orgs/self/ws/commons/lambdas/total_spend/tags/latest`, {
      method: 'POST',
      headers: { authorization: `ApiKey ${serving.key}` },
      body: JSON.stringify({ arguments: { userid: 'u-1' } }),
    });
    expect([reply.status, ((await reply.json()) as { results: unknown[] }).results]).toMatchObject([200, [{}]]);
  } finally {
    await serving.stop();
    proxy.close();
  }
});

it('stops waiting when it is told to', async () => {
  const stop = new AbortController();
  const config = await configOn(0, `http://127.0.0.1:${await freePort()}`);
  const starting = serve(config, {
    observer: () => stop.abort(),
    ingest: true,
    lambdas: 'deploy',
    waitUntil: stop.signal,
  });

  await expect(starting).rejects.toMatchObject({ name: 'AbortError' });
});

it('is an error at once for whoever does not wait', async () => {
  const config = await configOn(0, `http://127.0.0.1:${await freePort()}`);

  await expect(serve(config, { observer: () => {}, ingest: false, lambdas: 'leave' })).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
  });
});
