import { createServer as createHttp } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KafkaIntegration } from '../../../src/config/config.ts';
import { toConnectorError } from '../../../src/kafka/errors.ts';
import { makeKafkaClient, type ClientLogLine } from '../../../src/kafka/make-client.ts';
import { serverAddresses } from '../../servers/addresses.ts';
import { startTcpProxy, type TcpProxy } from '../../servers/tcp-proxy.ts';

type Sasl = NonNullable<KafkaIntegration['sasl']>;

const common = { kind: 'kafka', groupPrefix: 'rockpool', sessionTimeoutMs: 30_000 } as const;
const addresses = serverAddresses();

const cluster = (brokers: readonly string[], rest: Partial<KafkaIntegration> = {}): KafkaIntegration => ({
  ...common,
  brokers,
  ...rest,
});
const login = (mechanism: Sasl['mechanism'], changed: Partial<Sasl> = {}): Sasl => {
  const { username, password } = addresses.kafkaSasl;
  return { mechanism, username, password, ...changed };
};

/** 'connected', or what the person is told. */
async function attempt(
  integration: KafkaIntegration,
  onLog?: (line: ClientLogLine) => void,
): Promise<'connected' | { code: string; message: string; hint: string }> {
  try {
    const kafka = makeKafkaClient(integration, { use: 'ask', ...(onLog === undefined ? {} : { onLog }) });
    const admin = kafka.admin();
    try {
      await admin.connect();
      await admin.listTopics();
      return 'connected';
    } finally {
      await admin.disconnect();
    }
  } catch (error) {
    const { code, message, hint } = toConnectorError(error, { integration });
    return { code, message, hint };
  }
}

const told = (message: string, hint: string): object => ({ code: 'SOURCE_UNREADABLE', message, hint });

describe('a Kafka client', () => {
  it.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)('logs in by %s', async (mechanism) => {
    const sasl = login(mechanism);

    expect(await attempt(cluster(addresses.kafkaSasl.brokers, { sasl }))).toBe('connected');
  });

  it('speaks TLS with an authority of its own, with and without a login, and shows a certificate', async () => {
    const { kafkaTls, kafkaSaslTls, kafkaMutualTls } = addresses;
    const { ca, cert, key } = kafkaMutualTls;

    expect(await attempt(cluster(kafkaTls.brokers, { ssl: { ca } }))).toBe('connected');
    expect(await attempt(cluster(kafkaSaslTls.brokers, { ssl: { ca }, sasl: login('scram-sha-512') }))).toBe(
      'connected',
    );
    expect(await attempt(cluster(kafkaMutualTls.brokers, { ssl: { ca, cert, key } }))).toBe('connected');
  });

  it('finds the one broker of several that runs', async () => {
    const dead = ['127.0.0.1:1', '127.0.0.1:2', '127.0.0.1:3', '127.0.0.1:4'];

    expect(await attempt(cluster([...dead, ...addresses.kafka]))).toBe('connected');
  });

  it.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)(
    'names the user of a refused %s login',
    async (mechanism) => {
      const { brokers } = addresses.kafkaSasl;
      const sasl = login(mechanism, { username: 'alice', password: 'the secret' });

      expect(await attempt(cluster(brokers, { sasl }))).toEqual(
        told(
          `The Kafka cluster at ${brokers[0]} refused the login of the user "alice" (${mechanism.toUpperCase()}).`,
          'Check `username`, `password` and `mechanism` under `sasl`.',
        ),
      );
    },
  );

  it('says that a listener without a login takes none', async () => {
    const { kafka: brokers } = addresses;

    expect(await attempt(cluster(brokers, { sasl: login('plain') }))).toEqual(
      told(
        `The Kafka cluster at ${brokers[0]} takes no login at this address.`,
        'Remove `sasl`, or give the address of a listener with a login.',
      ),
    );
  });

  it('says that a listener may ask for a login', async () => {
    const { brokers } = addresses.kafkaSasl;

    expect(await attempt(cluster(brokers))).toEqual(
      told(
        `The Kafka cluster at ${brokers[0]} closed the connection without an answer.`,
        'The listener may ask for a login (`sasl`), or for TLS (`ssl`).',
      ),
    );
  });

  it('tells plain from TLS, both ways', async () => {
    const { kafka, kafkaTls, kafkaSaslTls } = addresses;
    const speaksTls = (brokers: readonly string[]): object =>
      told(
        `The Kafka cluster at ${brokers[0]} speaks TLS at this address, and we did not.`,
        'Write `ssl: true`, or `ssl: { ca: <file> }` when its authority is your own.',
      );

    expect(await attempt(cluster(kafkaTls.brokers))).toEqual(speaksTls(kafkaTls.brokers));
    expect(await attempt(cluster(kafkaSaslTls.brokers, { sasl: login('plain') }))).toEqual(
      speaksTls(kafkaSaslTls.brokers),
    );
    expect(await attempt(cluster(kafka, { ssl: { ca: kafkaTls.ca } }))).toEqual(
      told(
        `The Kafka cluster at ${kafka[0]} does not speak TLS at this address.`,
        'Remove `ssl`, or give the address of a TLS listener.',
      ),
    );
  });

  it('says whose certificate is not trusted', async () => {
    const { brokers } = addresses.kafkaTls;
    const { cert } = addresses.kafkaMutualTls;
    const message = `The Kafka cluster at ${brokers[0]} shows a certificate of an authority that is not trusted.`;

    expect(await attempt(cluster(brokers, { ssl: {} }))).toEqual(
      told(message, 'Write `ssl: { ca: <file> }` with the certificate of the authority that signed it.'),
    );
    expect(await attempt(cluster(brokers, { ssl: { ca: cert } }))).toEqual(
      told(message, `${cert} must hold the certificate of the authority that signed it.`),
    );
  });

  it('says that the certificate is for another host name', async () => {
    const { brokers, ca } = addresses.kafkaTls;
    // The same address in a notation that the certificate does not have.
    const other = `127.1:${brokers[0]!.split(':')[1]}`;

    expect(await attempt(cluster([other], { ssl: { ca } }))).toEqual(
      told(
        `The Kafka cluster at ${other} shows a certificate for another host name. ` +
          "Hostname/IP does not match certificate's altnames: Host: 127.1. is not in the cert's altnames: IP Address:127.0.0.1, DNS:localhost.",
        'Use the name that stands in the certificate, under `brokers` and as the advertised name of the broker.',
      ),
    );
  });

  it('says that a certificate of the client is asked for', async () => {
    const { brokers, ca } = addresses.kafkaMutualTls;

    expect(await attempt(cluster(brokers, { ssl: { ca } }))).toEqual(
      told(
        `The Kafka cluster at ${brokers[0]} refused our side of TLS. tlsv13 alert certificate required.`,
        'It may ask for a client certificate: `ssl: { cert: <file>, key: <file> }`, signed by an authority it trusts.',
      ),
    );
  });

  it('says where nobody listens, IPv6 included', async () => {
    const nobody = (address: string): object =>
      told(
        `At ${address} nobody answers: the connection was refused.`,
        'Check `brokers`, and that Kafka runs there. Brokers also send us their advertised addresses: those must be reachable from here.',
      );

    expect(await attempt(cluster(['127.0.0.1:1']))).toEqual(nobody('127.0.0.1:1'));
    expect(await attempt(cluster(['[::1]:1']))).toEqual(nobody('[::1]:1'));
  });

  it('names the host that the name service does not know', async () => {
    expect(await attempt(cluster(['kafka.invalid:9092']))).toEqual(
      told(
        'A host name of the Kafka cluster is unknown here: kafka.invalid.',
        'Check `brokers` and the name service of this machine. Brokers also send us their advertised names: those must be known here.',
      ),
    );
  });

  it('tells nobody anything, and a listener what happened, without a password', async () => {
    const printed: unknown[] = [];
    const { log, error, warn } = console;
    Object.assign(
      console,
      Object.fromEntries(['log', 'error', 'warn', 'info'].map((name) => [name, (line: unknown) => printed.push(line)])),
    );
    const lines: ClientLogLine[] = [];
    try {
      const integration = cluster(addresses.kafkaSasl.brokers, { sasl: login('plain', { password: 'the secret' }) });
      await attempt(integration);
      await attempt(integration, (line) => lines.push(line));
    } finally {
      Object.assign(console, { log, error, warn, info: log });
    }

    expect(printed).toEqual([]);
    expect(lines[0]).toEqual({
      level: 'error',
      message: `Connection (${addresses.kafkaSasl.brokers[0]}): Response SaslAuthenticate(key: 36, version: 1)`,
    });
    expect(JSON.stringify(lines)).not.toContain('the secret');
  });
});

describe('a Kafka client at an address that is none', () => {
  const servers: Server[] = [];
  let http: string;
  let silent: string;
  let proxy: TcpProxy;

  beforeAll(async () => {
    const listen = async (server: Server): Promise<string> => {
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return `127.0.0.1:${(server.address() as AddressInfo).port}`;
    };
    http = await listen(createHttp((_request, response) => response.end('hello')));
    silent = await listen(createServer((socket) => socket.resume().on('error', () => undefined)));
    proxy = await startTcpProxy(addresses.kafka[0]);
  });

  afterAll(async () => {
    for (const server of servers) server.close();
    await proxy.close();
  });

  it('says that an HTTP server answers', async () => {
    expect(await attempt(cluster([http]))).toEqual(
      told(`At ${http} answers an HTTP server, not Kafka.`, 'Give the address of a Kafka listener, such as host:9092.'),
    );
  });

  it('gives up when nothing is answered, with TLS and without', async () => {
    const late = told(
      `The Kafka cluster at ${silent} does not answer in time.`,
      'Check `brokers`, firewalls between here and there, and that Kafka is well. What listens there may also be no Kafka.',
    );

    const attempts = [attempt(cluster([silent])), attempt(cluster([silent], { ssl: {} }))];

    expect(await Promise.all(attempts)).toEqual([late, late]);
  });

  it('recovers when a cluster that was frozen answers again', async () => {
    const admin = makeKafkaClient(cluster([proxy.address]), { use: 'ask' }).admin();
    proxy.hold();
    // The library alone would give up the greeting after five seconds, and then never greet again.
    const connected = admin.connect();
    await new Promise((resolve) => setTimeout(resolve, 5_500));
    await proxy.open();

    await connected;

    expect(await admin.describeCluster().then(({ controller }) => controller)).toBe(1);
    await admin.disconnect();
  });
});
