import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import type { ISocketFactoryArgs } from 'kafkajs';

/** Codes of the errors that a socket of ours ends with, when what listens there does not answer as a broker does. */
export const notKafka = {
  tls: 'ROCKPOOL_ANSWERS_TLS',
  http: 'ROCKPOOL_ANSWERS_HTTP',
  silent: 'ROCKPOOL_NO_ANSWER',
} as const;

/**
 * The socket to a broker. It ends with a code of `notKafka`
 * - when the other side shows by its first bytes that it is something else: the library takes them for the length of an answer and waits for
 *   1.2 GB of it;
 * - when the greeting is not answered in time: the library would give up the greeting, keep the socket, and never greet again
 *   ("Broker not connected").
 */
export function makeSocket({ host: name, port, onConnect, ...rest }: ISocketFactoryArgs): Socket {
  const host = hostOf(name);
  const ssl = rest.ssl as ConnectionOptions | undefined;
  // What the library itself passes: a name to ask for only where there is one.
  const socket = ssl
    ? connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}), ...ssl }, onConnect)
    : connectPlain({ host, port }, onConnect);
  socket.setKeepAlive(true, 60_000);
  const end = (code: string) => socket.destroy(Object.assign(new Error('What listens is no Kafka broker'), { code }));
  socket.once('data', (first: Buffer) => {
    const code = recognize(first);
    if (code !== undefined) end(code);
  });
  onFirstWrite(socket, (first) => {
    if (!isGreeting(first)) return;
    const timer = setTimeout(() => end(notKafka.silent), greetingMs);
    for (const event of ['data', 'close'] as const) socket.once(event, () => clearTimeout(timer));
  });
  return socket;
}

/** A broker answers it at once, unlike joining a group or fetching. */
const greetingMs = 3_000;

/** ApiVersions: after the length in four bytes, the key of the request in two. */
const isGreeting = (request: unknown): boolean =>
  Buffer.isBuffer(request) && request.length > 6 && request.readInt16BE(4) === 18;

function onFirstWrite(socket: Socket, hear: (chunk: unknown) => void): void {
  const write = socket.write.bind(socket) as (...parts: readonly unknown[]) => boolean;
  socket.write = (...parts: readonly unknown[]): boolean => {
    socket.write = write;
    hear(parts[0]);
    return write(...parts);
  };
}

/** A broker's answer begins with its length in four bytes. A TLS alert begins 15 03, HTTP with its name. */
function recognize(first: Buffer): string | undefined {
  if (first[0] === 0x15 && first[1] === 0x03) return notKafka.tls;
  return first.subarray(0, 5).toString('latin1') === 'HTTP/' ? notKafka.http : undefined;
}

/** `[2001:db8::1]:9092` in a form that survives the library's splitting at colons; other addresses as they are. */
export function seedName(broker: string): string {
  const ipv6 = /^\[(.+)\]:(\d+)$/.exec(broker);
  return ipv6 === null ? broker : `${ipv6[1]!.replaceAll(':', '-')}${ipv6Suffix}:${ipv6[2]}`;
}

/** The notation for addresses in names, as Windows has it. */
const ipv6Suffix = '.ipv6-literal.net';

const hostOf = (name: string): string =>
  name.endsWith(ipv6Suffix) ? name.slice(0, -ipv6Suffix.length).replaceAll('-', ':') : name;
