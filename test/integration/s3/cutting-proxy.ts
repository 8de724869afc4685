import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between a client and a server and breaks what the server sends. */
export interface CuttingProxy {
  readonly endpoint: string;
  /** The first lines of what was asked. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

interface Cut {
  /** Of the answers to requests that hold this text. */
  readonly of: string;
  /** After so many bytes, once for each. */
  readonly afterBytes: readonly number[];
  /** 'reset' breaks the connection, 'silence' keeps it and sends nothing more. */
  readonly how: 'reset' | 'silence';
  /** Called before each cut. */
  readonly before?: () => Promise<unknown>;
}

export async function startCuttingProxy(target: string, { of, afterBytes, how, before }: Cut): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target);
  const cuts = [...afterBytes];
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
    let left = Infinity;
    client.on('data', (bytes) => {
      const text = bytes.toString('latin1');
      asked.push(text);
      left = text.includes(of) ? (cuts.shift() ?? Infinity) : Infinity;
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (left === Infinity) {
        client.write(bytes);
        return;
      }
      client.write(bytes.subarray(0, Math.max(0, left)));
      left -= bytes.byteLength;
      if (left > 0) return;
      upstream.pause();
      void Promise.resolve(before?.()).then(() => {
        // What was written before arrives first.
        if (how === 'reset') client.end(() => client.destroy());
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        sockets.forEach((socket) => socket.destroy());
      }),
  };
}
