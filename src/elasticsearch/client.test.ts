import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { makeClient } from './client.ts';

it('keeps connections open after a DELETE with a body', async () => {
  let connections = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' }).end('{}');
    });
  }).on('connection', () => (connections += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const node = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = makeClient({ nodes: [node], requestTimeoutMs: 5_000 });
  try {
    for (let times = 0; times < 20; times += 1) {
      await client.transport.request({ method: 'DELETE', path: '/_pit', body: { id: 'moment' } });
    }
    // A second one, when the first has not quite ended its answer.
    expect(connections).toBeLessThanOrEqual(2);
  } finally {
    await client.close();
    server.close();
  }
});
