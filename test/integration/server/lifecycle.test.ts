import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
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
  }).catch((error: unknown) => (error as Error).name);
  const open = async (wanted: number): Promise<void> => {
    while ((await server.call('GET', '/queries')).body.data.length !== wanted) await pause(10);
  };

  await open(1);
  controller.abort();

  expect(await call).toBe('AbortError');
  await open(0);
  await server.stop();
});

it('finishes calls in flight when it stops, and refuses one that comes while it stops', async () => {
  const server = await startTestServer();
  const sql = 'SELECT sum(a.range * b.range % 7) AS n FROM range(20000) a, range(20000) b';
  const inFlight = server.call('POST', '/queries', { sql: { query: sql } });
  while ((await server.call('GET', '/queries')).body.data.length === 0) await pause(5);
  // Half a request holds its connection open; the other half comes when the server is stopping.
  const socket = connect(Number(new URL(server.address).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('GET /live HTTP/1.1\r\n');
  await pause(50);

  const closed = server.server.close();
  await pause(20);
  socket.write('Host: localhost\r\n\r\n');
  const [late] = (await once(socket, 'data')) as [Buffer];

  expect(late.toString()).toMatch(/^HTTP\/1.1 503 [^]*connection: close[^]*"code":"SERVER_STOPPING"/i);
  expect((await inFlight).body.complete).toBe(true);
  await closed;
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
