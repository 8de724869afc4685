import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the proxy does with a request: `pass` it on, break the connection, or answer in the place of Elasticsearch. */
export type Fault =
  | 'pass'
  | 'reset'
  | 'silence'
  | { readonly status: number; readonly type?: string; readonly body: string }
  /** Passes it on, and changes the answer. */
  | { readonly change: (body: string) => string }
  /** Passes it on, and breaks the connection in the middle of the answer. */
  | 'halfway'
  /** Passes it on once that has happened. */
  | { readonly after: Promise<unknown> };

export interface FaultyProxy {
  readonly url: string;
  /** Is asked for each request, with its path, query included, and its body. */
  fault: (path: string, body: string) => Fault;
  readonly requests: { readonly method: string; readonly path: string; readonly body: string }[];
  close(): Promise<void>;
}

/** An HTTP proxy before Elasticsearch that fails as it is told. */
export async function openFaultyProxy(target: string): Promise<FaultyProxy> {
  const requests: { method: string; path: string; body: string }[] = [];
  const server = createServer((incoming, reply) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      const path = incoming.url ?? '/';
      requests.push({ method: incoming.method!, path, body: body.toString('utf8') });
      const fault = proxy.fault(path, body.toString('utf8'));
      if (fault === 'silence') return;
      if (fault === 'reset') {
        incoming.socket.destroy();
        return;
      }
      if (typeof fault === 'object' && 'status' in fault) {
        const type = fault.type ?? 'application/vnd.elasticsearch+json;compatible-with=8';
        reply.writeHead(fault.status, { 'content-type': type, 'x-elastic-product': 'Elasticsearch' }).end(fault.body);
        return;
      }
      const pass = (): void => passOn(incoming, reply, body, fault);
      if (typeof fault === 'object' && 'after' in fault) void fault.after.then(pass);
      else pass();
    });
  });
  const passOn = (incoming: IncomingMessage, reply: ServerResponse, body: Buffer, fault: Fault): void => {
    const onward = send(
      new URL(incoming.url ?? '/', target),
      { method: incoming.method!, headers: incoming.headers },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          const { 'content-length': _, 'transfer-encoding': __, ...headers } = answer.headers;
          if (fault === 'halfway') {
            reply.writeHead(answer.statusCode ?? 500, { ...headers, 'content-length': Buffer.byteLength(text) });
            reply.write(text.slice(0, text.length / 2), () => incoming.socket.destroy());
            return;
          }
          reply.writeHead(answer.statusCode ?? 500, headers);
          reply.end(typeof fault === 'object' && 'change' in fault ? fault.change(text) : text);
        });
      },
    );
    onward.on('error', () => incoming.socket.destroy());
    // Who goes is gone for Elasticsearch too, which stops then.
    reply.once('close', () => onward.destroy());
    onward.end(body);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: FaultyProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fault: () => 'pass',
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}
