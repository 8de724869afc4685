import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const handedOut = new Set<number>();

/**
 * A loopback port on which nothing listens, and which this process has not been given before.
 *
 * From 20000 to 29999, below the ports that systems give to outgoing connections (32768 and 49152 upwards). From those, a stopped
 * server's port could be taken by any connection, and a client that reconnects to it could even reach itself.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = randomInt(20_000, 30_000);
    if (handedOut.has(port) || !(await isFree(port))) continue;
    handedOut.add(port);
    return port;
  }
  throw new Error('No free port between 20000 and 29999 on loopback.');
}

/** Whether a server could listen there now. */
export const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
