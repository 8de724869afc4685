import { Kafka, logLevel, type KafkaConfig, type LogEntry, type SASLOptions } from 'kafkajs';
import type { KafkaIntegration } from '../config/config.ts';
import { registerCodecs } from './codecs.ts';
import { makeSocket, seedName } from './make-socket.ts';
import { repairLibrary } from './repair-library.ts';
import { readTlsFiles } from './tls-files.ts';

/** A line of the library's own log: what happened between it and the brokers. Holds no secret. */
export interface ClientLogLine {
  readonly level: 'error' | 'warn';
  readonly message: string;
}

/**
 * `ask`: a question to the cluster, such as which topics there are; one that cannot be reached is an error within seconds.
 * `consume`: a member of a group, whose owner asks the cluster and begins anew when it gives up after some seconds.
 * `follow`: a producer that lives for days and tries for a minute before it gives up.
 */
export type ClientUse = 'ask' | 'consume' | 'follow';

/**
 * A client of the cluster, which knows all codecs; it connects when it is first used, and errors.ts reads what it throws.
 * Nothing it does is printed.
 * `consumer()` forgets the retries given here: hand it `clientRetry[use]` again.
 * Throws CONFIG_INVALID, naming the file, when a file of `ssl` is missing or broken.
 */
export function makeKafkaClient(
  integration: KafkaIntegration,
  options: { readonly use: ClientUse; readonly onLog?: (line: ClientLogLine) => void },
): Kafka {
  const { brokers, ssl, sasl } = integration;
  const { use, onLog } = options;
  registerCodecs();
  repairLibrary();
  return new Kafka({
    clientId: 'rockpool',
    brokers: brokers.map(seedName),
    ...(ssl === undefined ? {} : { ssl: readTlsFiles(ssl) }),
    ...(sasl === undefined ? {} : { sasl: { ...sasl } as SASLOptions }),
    connectionTimeout: 3_000,
    authenticationTimeout: 5_000,
    requestTimeout: use === 'ask' ? 5_000 : 30_000,
    retry: { ...clientRetry[use], retries: Math.max(clientRetry[use].retries, brokers.length) },
    socketFactory: makeSocket,
    logLevel: onLog === undefined ? logLevel.NOTHING : logLevel.WARN,
    logCreator: () => (entry) => onLog?.(readLogEntry(entry)),
  } satisfies KafkaConfig);
}

/** All members are given, since the library has other defaults when NODE_ENV is `test`. */
export const clientRetry = {
  ask: { initialRetryTime: 100, factor: 0.2, multiplier: 2, maxRetryTime: 1_000, retries: 2 },
  consume: { initialRetryTime: 100, factor: 0.2, multiplier: 2, maxRetryTime: 1_000, retries: 4 },
  follow: { initialRetryTime: 200, factor: 0.2, multiplier: 2, maxRetryTime: 10_000, retries: 8 },
} as const satisfies Record<ClientUse, KafkaConfig['retry']>;

function readLogEntry({ level, log, namespace }: LogEntry): ClientLogLine {
  const broker = typeof log['broker'] === 'string' ? ` (${log['broker']})` : '';
  return { level: level === logLevel.ERROR ? 'error' : 'warn', message: `${namespace}${broker}: ${log.message}` };
}
