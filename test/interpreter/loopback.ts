import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string;
  /** Path and query string. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

export interface Loopback {
  readonly url: string;
  readonly received: readonly Received[];
  close(): Promise<void>;
}

export interface Reply {
  readonly status?: number;
  readonly json?: unknown;
  /** Milliseconds to wait before it answers. */
  readonly after?: number;
}

/** A server that answers what `answer` says, and remembers what it was asked. By default it tells the path. */
export async function startLoopback(
  answer: (request: Received, index: number) => Reply = ({ path }) => ({ json: { path } }),
): Promise<Loopback> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one: Received = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      const index = received.push(one) - 1;
      const { status = 200, json, after = 0 } = answer(one, index);
      setTimeout(() => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(json ?? null));
      }, after);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
