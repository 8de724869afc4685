import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../../src/cli/run.ts';
import { processTerminal } from '../../../src/cli/terminal.ts';
import { makeClient } from '../../../src/elasticsearch/client.ts';
import { serverAddresses } from '../../servers/addresses.ts';
import { startTcpProxy, type TcpProxy } from '../../servers/tcp-proxy.ts';
import { deleteIndices } from '../elasticsearch/delete-indices.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';

const prefix = `store-away-${randomBytes(4).toString('hex')}`;
const { elasticsearch } = serverAddresses();
const visits = '/ws/commons/collections/visits';
let line: TcpProxy;
let server: TestServer;

beforeAll(async () => {
  line = await startTcpProxy(new URL(elasticsearch).host);
  server = await startTestServer({
    'rockpool.yaml': `server: { host: 127.0.0.1, port: 0 }
store: { engine: elasticsearch, node: "http://${line.address}", index_prefix: ${prefix}, request_timeout: 20s }
integrations: { here: { kind: files, path: data } }
`,
    'collections/visits.yaml':
      'input: { _id: VARCHAR, seconds: INTEGER }\nsources:\n  - { integration: here, topic: visits }\n',
  });
  const topic = join(server.app.config.projectFolder, 'data/topics/visits.ndjson');
  await mkdir(dirname(topic), { recursive: true });
  await writeFile(topic, '{"_id":"a","seconds":1}\n{"_id":"b","seconds":"x"}\n{"_id":"c","seconds":3}\n');
  server.app.start();
});
beforeEach(async () => {
  await line.open();
  await expect
    .poll(async () => (await server.call('GET', visits)).body.data, { timeout: 20_000 })
    .toMatchObject({
      stats: { doc_count: 2 },
      sources: [{ status: { state: 'WATCHING' }, counters: { read: 3 }, dead_letters: 1 }],
    });
});
afterAll(async () => {
  await line.open();
  await server.stop();
  await line.close();
  const client = makeClient({ nodes: [elasticsearch], requestTimeoutMs: 20_000 });
  await deleteIndices(client, prefix);
  await client.close();
});

// A connection that is refused is tried again, which may take longer than anybody waits here.
const why = /^The (?:Elasticsearch cluster at \S+ cannot .+: the connection .+|store does not answer in time)\.$/;

describe.each<[string, () => void | Promise<void>]>([
  ['refuses connections', () => line.refuse()],
  ['says nothing', () => line.hold()],
])('while Elasticsearch %s', (_, goAway) => {
  it('collections, sources, metrics and `rockpool status` tell what is known, and why the rest is not', async () => {
    await goAway();
    const [collections, sources, metrics, printed] = await Promise.all([
      server.call('GET', '/collections'),
      server.call('GET', `${visits}/sources`),
      fetch(`${server.address}/metrics`, { headers: { authorization: `ApiKey ${server.app.key}` } }),
      status(),
    ]);

    const away = { state: 'ERROR', message: expect.stringMatching(why) as string, total_processed_items: 3 };
    const source = { counters: { read: 3, dead: 1, applied: 2 }, dead_letters: null, status: away };
    const unknown = { message: expect.stringMatching(why) as string, stats: { doc_count: null, data_age_ms: null } };
    expect([collections.status, collections.body.data]).toMatchObject([
      200,
      [
        { name: 'people', ...unknown },
        { name: 'visits', ...unknown, sources: [source] },
      ],
    ]);
    expect([sources.status, sources.body.data]).toMatchObject([200, [source]]);
    const text = await metrics.text();
    expect(metrics.status).toBe(200);
    expect(text).toMatch(/rockpool_source_records\{collection="commons\.visits",[^}]*outcome="read"\} 3\n/);
    expect(text).toMatch(/rockpool_source_in_error\{[^}]*\} 1\n/);
    expect(text).not.toMatch(/rockpool_dead_letters\{/);
    const marked = printed.split('\n').flatMap((line) => (line.startsWith('! ') ? [line.slice(2)] : []));
    expect(marked.length).toBeLessThanOrEqual(3);
    expect(marked[0]).toMatch(why);
    expect(marked.at(-1)!.replace(/^here:visits: /, '')).toMatch(why);
  });
});

async function status(): Promise<string> {
  let out = '';
  const code = await runCli(['status', '--server', server.address], {
    environment: { ROCKPOOL_API_KEY: server.app.key },
    terminal: { ...processTerminal({}), isTerminal: false, out: (text) => void (out += `${text}\n`) },
  });
  expect(code).toBe(0);
  return out;
}
