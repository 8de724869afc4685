import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request as httpRequest, Agent } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { listen, makeServer } from '../../../src/server/server.ts';
import { startTestServer } from './start-test-server.ts';

const slow = { sql: { query: 'SELECT sum(a.range * b.range % 7) AS n FROM range(40000) a, range(40000) b' } };

it('cancels the query when the caller closes the connection', async () => {
  const server = await startTestServer();
  const controller = new AbortController();
  const call = fetch(`${server.address}/v1/orgs/self/queries`, {
    method: 'POST',
    headers: { authorization: `ApiKey ${server.app.key}` },
    body: JSON.stringify(slow),
    signal: controller.signal,
  }).catch((error: Error) => error.name);
  const open = async (wanted: number): Promise<void> => {
    while ((await server.call('GET', '/queries')).body.data.length !== wanted) await pause(10);
  };

  await open(1);
  controller.abort();

  expect(await call).toBe('AbortError');
  await open(0);
  await server.stop();
});

it('finishes calls in flight when it stops, and refuses new ones on kept connections', async () => {
  const server = await startTestServer();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const inFlight = server.call('POST', '/queries', {
    sql: { query: 'SELECT sum(a.range * b.range % 7) AS n FROM range(20000) a, range(20000) b' },
  });
  while ((await server.call('GET', '/queries')).body.data.length === 0) await pause(5);

  const closed = server.server.close();
  const refused = await new Promise<string>((resolve) => {
    const call = httpRequest(`${server.address}/live`, { agent }, (reply) => resolve(String(reply.statusCode)));
    call.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    call.end();
  });

  expect(['503', 'ECONNREFUSED']).toContain(refused);
  expect((await inFlight).body.complete).toBe(true);
  await closed;
  agent.destroy();
  await server.stop();
});

it('names the port that is in use', async () => {
  const server = await startTestServer();
  const second = await makeServer(server.app);

  await expect(listen(second, { host: '127.0.0.1', port: Number(new URL(server.address).port) })).rejects.toMatchObject(
    { code: 'ADDRESS_IN_USE' },
  );

  await second.close();
  await server.stop();
});

it('speaks TLS', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rockpool-tls-'));
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
      '-keyout',
      'key.pem',
      '-out',
      'cert.pem',
    ],
    { cwd: folder, stdio: 'ignore' },
  );
  const server = await startTestServer({
    'rockpool.yaml': `server: { host: 127.0.0.1, port: 0, tls: { cert: ${join(folder, 'cert.pem')}, key: ${join(folder, 'key.pem')} } }\nstore: { engine: embedded, path: .rockpool }\n`,
  });
  const ca = await readFile(join(folder, 'cert.pem'));
  const text = await new Promise<string>((resolve, reject) => {
    const call = httpsRequest(`${server.address}/`, { ca, servername: 'localhost' }, (reply) => {
      let received = '';
      reply.on('data', (data: Buffer) => (received += data.toString()));
      reply.on('end', () => resolve(received));
    });
    call.on('error', reject);
    call.end();
  });

  expect([server.address.startsWith('https://'), text]).toEqual([true, '{"message":"GO ROCKSET!"}']);
  await server.stop();
  await rm(folder, { recursive: true });
});

it('breaks a long CSV off when the query fails after rows were sent, and ends a long JSON with the error', async () => {
  const server = await startTestServer();
  const sql =
    "SELECT range AS n, repeat('x', 1000) AS text, CASE WHEN range = 30000 THEN CAST('no' || range AS INTEGER) ELSE 1 END AS bad FROM range(40000)";
  const json = await server.call('POST', '/queries', { sql: { query: sql } });
  const csv = server.call('POST', '/queries', { sql: { query: sql } }, { headers: { accept: 'text/csv' } });

  expect([json.body.complete, json.body.status, json.body.query_errors[0].type]).toEqual([
    false,
    'ERROR',
    'QUERY_ERROR',
  ]);
  await expect(csv).rejects.toThrow();
  await server.stop();
});
