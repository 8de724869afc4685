import { addressesIn, type ServerAddresses } from './addresses.ts';
import { signalGroup } from './java-process.ts';
import { kafka } from './kafka.ts';
import { removeOwned, startOwned } from './owned.ts';
import { stopServer } from './server.ts';
import type { TcpProxy } from './tcp-proxy.ts';

/** A broker of one test's own, to be stopped, killed, paused. Every listener of the shared one is there. */
export interface PrivateKafka {
  /** `host:port` of the plain listener; behind a proxy, of the proxy. */
  readonly brokers: readonly string[];
  /** The other listeners; never behind the proxy. */
  readonly addresses: Pick<ServerAddresses, 'kafkaSasl' | 'kafkaTls' | 'kafkaSaslTls' | 'kafkaMutualTls'>;
  /** Another one after each start. */
  pid(): number;
  /** Ends it in order. */
  stop(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again after `stop` or `kill`, on the same ports and data. */
  start(): Promise<void>;
  /** SIGSTOP: connections stay and nothing answers. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
  /** Ends it and deletes its data; to be called at the end of the test. */
  remove(): Promise<void>;
}

/** Starts a broker of its own. With a proxy, clients come through it: the broker gives them the proxy's address as its own. */
export async function startKafka(options: { readonly proxy?: TcpProxy } = {}): Promise<PrivateKafka> {
  const { proxy } = options;
  const kind = kafka(proxy?.address);
  let server = await startOwned(kind);
  const { home, ports, variables } = server;
  proxy?.forwardTo(`127.0.0.1:${ports.proxied}`);
  const addresses = addressesIn(variables);

  return {
    brokers: proxy === undefined ? addresses.kafka : [proxy.address],
    addresses,
    pid: () => server.pid,
    stop: () => stopServer(home, 10_000),
    kill: () => stopServer(home, 0),
    async start() {
      server = await startOwned(kind, home);
      if (server.ports.plain !== ports.plain) throw new Error('Another process took the port of a stopped broker.');
    },
    pause: () => signalGroup(server.pid, 'SIGSTOP'),
    resume: () => signalGroup(server.pid, 'SIGCONT'),
    remove: () => removeOwned(home),
  };
}
