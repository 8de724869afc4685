import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from './free-port.ts';

/** A line on loopback that a test can break. It begins open. */
export interface TcpProxy {
  /** `127.0.0.1:port`, the same for its whole life. */
  readonly address: string;
  /** Where connections made from now on go, `host:port`. */
  forwardTo(target: string): void;
  /** Breaks all connections; new ones are served. */
  cut(): void;
  /** Breaks all connections and refuses new ones. */
  refuse(): Promise<void>;
  /** Keeps connections, accepts new ones, and passes nothing on. */
  hold(): void;
  /** Serves again; what `hold` kept back arrives. */
  open(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a proxy in front of `target`, `host:port`, which may also be named later. */
export async function startTcpProxy(target?: string): Promise<TcpProxy> {
  const port = await freePort();
  const lines = new Set<Line>();
  let held = false;

  const accept = (client: Socket): void => {
    const line = makeLine(client, () => target);
    lines.add(line);
    client.once('close', () => lines.delete(line));
    if (!held) line.flow();
  };
  const cut = (): void => lines.forEach((line) => line.cut());
  let server: Server | undefined = await listen(port, accept);

  const refuse = async (): Promise<void> => {
    const closed = new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
    server = undefined;
    cut();
    await closed;
  };

  return {
    address: `127.0.0.1:${port}`,
    forwardTo: (next) => (target = next),
    cut,
    refuse,
    hold() {
      held = true;
      lines.forEach((line) => line.stall());
    },
    async open() {
      held = false;
      lines.forEach((line) => line.flow());
      server ??= await listen(port, accept);
    },
    close: refuse,
  };
}

interface Line {
  flow(): void;
  stall(): void;
  cut(): void;
}

function makeLine(client: Socket, target: () => string | undefined): Line {
  let server: Socket | undefined;
  const cut = (): void => {
    client.destroy();
    server?.destroy();
  };
  client.on('error', cut).on('close', cut);

  const dial = (): Socket => {
    const [host, port] = (target() ?? '').split(':');
    // Port 0 refuses: nobody said yet where to go.
    const socket = connect({ host: host === '' ? '127.0.0.1' : host!, port: Number(port ?? 0), allowHalfOpen: true });
    return socket.on('error', cut).on('close', cut);
  };

  const stall = (): void => {
    client.unpipe().pause();
    server?.unpipe().pause();
  };

  return {
    flow() {
      server ??= dial();
      // A second pipe beside the first would send everything twice.
      stall();
      client.pipe(server).pipe(client);
    },
    stall,
    cut,
  };
}

function listen(port: number, accept: (client: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    // Paused, for what a client says while the line is held must wait in its socket.
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, accept);
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
