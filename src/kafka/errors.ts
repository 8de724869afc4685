import { RockpoolError } from '../base/error.ts';
import type { KafkaIntegration } from '../config/config.ts';
import { brokenBatch } from './codecs.ts';
import { notKafka } from './make-socket.ts';

/** What was being done when it failed: what of it is there, the message names. */
export interface KafkaContext {
  readonly integration: KafkaIntegration;
  readonly topic?: string;
  readonly group?: string;
}

/**
 * Whatever the Kafka library threw, as SOURCE_UNREADABLE: which cluster, what it says and what to do; never the password.
 * A RockpoolError stays as it is.
 */
export function toConnectorError(error: unknown, what: KafkaContext): RockpoolError {
  if (error instanceof RockpoolError) return error;
  const facts = readFacts(error);
  const meaning = meanings.find((one) => one.fits(facts, what)) ?? unknownMeaning;
  return new RockpoolError('SOURCE_UNREADABLE', meaning.says(what, facts), { hint: meaning.hint(what), cause: error });
}

/** What the errors inside each other say together, the outermost first. */
interface Facts {
  readonly names: readonly string[];
  /** Codes of Node (ECONNREFUSED), of OpenSSL, and types of the Kafka protocol (TOPIC_AUTHORIZATION_FAILED). */
  readonly codes: readonly string[];
  /** Of the innermost error. */
  readonly message: string;
}

function readFacts(error: unknown): Facts {
  const chain: Partial<Record<'name' | 'code' | 'type' | 'message', unknown>>[] = [];
  for (let next: unknown = error; next instanceof Error && chain.length < 10;) {
    chain.push(next);
    next = next.cause ?? (next as { errors?: readonly unknown[] }).errors?.[0];
  }
  const texts = (values: readonly unknown[]) => values.filter((value) => typeof value === 'string');
  return {
    names: texts(chain.map((one) => one.name)),
    codes: texts(chain.flatMap((one) => [one.code, one.type])),
    message: String(chain.at(-1)?.message ?? error),
  };
}

interface Meaning {
  fits(facts: Facts, what: KafkaContext): boolean;
  says(what: KafkaContext, facts: Facts): string;
  hint(what: KafkaContext): string;
}

const cluster = ({ integration }: KafkaContext): string => `The Kafka cluster at ${integration.brokers.join(', ')}`;
const user = ({ integration: { sasl, ssl } }: KafkaContext): string => {
  if (sasl !== undefined) return `the user ${JSON.stringify(sasl.username)}`;
  return ssl?.cert === undefined ? 'users without a login' : `the client of the certificate ${ssl.cert}`;
};
const mechanism = ({ integration }: KafkaContext): string => integration.sasl?.mechanism.toUpperCase() ?? '';
const hasCode =
  (...codes: readonly string[]) =>
  (facts: Facts): boolean =>
    facts.codes.some((code) => codes.includes(code));

/** The first that fits counts; the more exact stand before the vaguer. */
const meanings: readonly Meaning[] = [
  {
    fits: hasCode('UNSUPPORTED_SASL_MECHANISM'),
    says: (what) => `${cluster(what)} knows no login by ${mechanism(what)}.`,
    hint: () => 'Write a `sasl.mechanism` that it has enabled: plain, scram-sha-256 or scram-sha-512.',
  },
  {
    fits: ({ names }) => names.includes('KafkaJSSASLAuthenticationError'),
    says: (what) => `${cluster(what)} refused the login of ${user(what)} (${mechanism(what)}).`,
    hint: () => 'Check `username`, `password` and `mechanism` under `sasl`.',
  },
  {
    fits: hasCode('ILLEGAL_SASL_STATE'),
    says: (what) => `${cluster(what)} takes no login at this address.`,
    hint: () => 'Remove `sasl`, or give the address of a listener with a login.',
  },
  {
    fits: hasCode(notKafka.tls),
    says: (what) => `${cluster(what)} speaks TLS at this address, and we did not.`,
    hint: () => 'Write `ssl: true`, or `ssl: { ca: <file> }` when its authority is your own.',
  },
  {
    fits: hasCode(notKafka.http),
    says: (what) => `At ${what.integration.brokers.join(', ')} answers an HTTP server, not Kafka.`,
    hint: () => 'Give the address of a Kafka listener, such as host:9092.',
  },
  {
    fits: ({ codes }) => codes.some((code) => code === 'ERR_TLS_CERT_ALTNAME_INVALID'),
    says: (what, { message }) => `${cluster(what)} shows a certificate for another host name. ${tail(message)}`,
    hint: () =>
      'Use the name that stands in the certificate, under `brokers` and as the advertised name of the broker.',
  },
  {
    fits: hasCode('CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'),
    says: (what) => `${cluster(what)} shows a certificate that is not valid today.`,
    hint: () => 'Renew the certificate of the broker, and check the clock of this machine.',
  },
  {
    fits: ({ codes }) => codes.some((code) => untrusted.has(code)),
    says: (what) => `${cluster(what)} shows a certificate of an authority that is not trusted.`,
    hint: ({ integration }) =>
      integration.ssl?.ca === undefined
        ? 'Write `ssl: { ca: <file> }` with the certificate of the authority that signed it.'
        : `${integration.ssl.ca} must hold the certificate of the authority that signed it.`,
  },
  {
    fits: ({ codes }) => codes.some((code) => /^ERR_SSL_.*ALERT|^ERR_SSL_SSL/.test(code)),
    says: (what, { message }) => `${cluster(what)} refused our side of TLS. ${tail(message)}`,
    hint: () =>
      'It may ask for a client certificate: `ssl: { cert: <file>, key: <file> }`, signed by an authority it trusts.',
  },
  {
    fits: ({ codes, message }, { integration }) =>
      integration.ssl !== undefined &&
      (codes.includes('ERR_SSL_WRONG_VERSION_NUMBER') || message.includes('before secure TLS connection')),
    says: (what) => `${cluster(what)} does not speak TLS at this address.`,
    hint: () => 'Remove `ssl`, or give the address of a TLS listener.',
  },
  {
    fits: hasCode('ECONNREFUSED'),
    says: (what) => `At ${what.integration.brokers.join(', ')} nobody answers: the connection was refused.`,
    hint: () =>
      'Check `brokers`, and that Kafka runs there. Brokers also send us their advertised addresses: those must be reachable from here.',
  },
  {
    fits: hasCode('ENOTFOUND', 'EAI_AGAIN'),
    says: (what, { message }) =>
      `A host name of the Kafka cluster is unknown here: ${unknownHost(message) ?? what.integration.brokers.join(', ')}.`,
    hint: () =>
      'Check `brokers` and the name service of this machine. Brokers also send us their advertised names: those must be known here.',
  },
  {
    fits: hasCode('TOPIC_AUTHORIZATION_FAILED'),
    says: (what) => `${cluster(what)} does not let ${user(what)} use the topic ${named(what.topic)}.`,
    hint: () =>
      'Grant READ and DESCRIBE on the topic (WRITE and CREATE to produce): kafka-acls --add --operation Read --topic …',
  },
  {
    fits: hasCode('GROUP_AUTHORIZATION_FAILED'),
    says: (what) => `${cluster(what)} does not let ${user(what)} use the consumer group ${named(what.group)}.`,
    hint: ({ integration }) =>
      `Grant READ on groups with the prefix ${JSON.stringify(integration.groupPrefix)}, or change \`group_prefix\`.`,
  },
  {
    fits: hasCode('CLUSTER_AUTHORIZATION_FAILED'),
    says: (what) => `${cluster(what)} does not let ${user(what)} do this to the cluster.`,
    hint: () => 'To make topics, grant CREATE on the cluster or on the topic.',
  },
  {
    fits: hasCode('UNKNOWN_TOPIC_OR_PARTITION'),
    says: (what) => `${cluster(what)} has no topic ${named(what.topic)}.`,
    hint: () => 'Make the topic, or correct its name. A user who may not DESCRIBE a topic is told the same.',
  },
  {
    fits: ({ message }) => message.startsWith(brokenBatch),
    says: (what, { message }) => `In the topic ${named(what.topic)}: ${tail(message)}`,
    hint: () =>
      'When it stays so, the batch is damaged where it lies: kafka-delete-records removes what stands before an offset.',
  },
  {
    fits: ({ names }) => names.includes('KafkaJSServerDoesNotSupportApiKey'),
    says: (what) => `${cluster(what)} answers, but not to clients.`,
    hint: () => 'It may be the address of a controller: give that of a broker.',
  },
  {
    fits: ({ names }) => names.includes('KafkaJSConnectionClosedError'),
    says: (what) => `${cluster(what)} closed the connection without an answer.`,
    hint: ({ integration: { sasl, ssl } }) =>
      sasl === undefined
        ? `The listener may ask for a login (\`sasl\`)${ssl === undefined ? ', or for TLS (`ssl`)' : ''}.`
        : `It may be stopping${ssl === undefined ? ', or ask for TLS (`ssl`)' : ''}.`,
  },
  {
    fits: ({ names, codes, message }) =>
      names.includes('KafkaJSRequestTimeoutError') ||
      names.includes('KafkaJSTimeout') ||
      names.includes('KafkaJSLockTimeout') ||
      codes.some((code) => code === 'ETIMEDOUT' || code === 'REQUEST_TIMED_OUT') ||
      codes.includes(notKafka.silent) ||
      message === 'Connection timeout',
    says: (what) => `${cluster(what)} does not answer in time.`,
    hint: () =>
      'Check `brokers`, firewalls between here and there, and that Kafka is well. What listens there may also be no Kafka.',
  },
];

/** The most general, last. */
const unknownMeaning: Meaning = {
  fits: () => true,
  says: (what, { message }) => `${cluster(what)}: ${tail(message)}`,
  hint: () => 'Check that the cluster is well, and that it may be read.',
};

/** Codes of OpenSSL, as Node passes them on. */
const untrusted: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
]);

const named = (name: string | undefined): string => (name === undefined ? 'it was asked for' : JSON.stringify(name));
const unknownHost = (message: string): string | undefined => /(?:ENOTFOUND|EAI_AGAIN) (\S+)/.exec(message)?.[1];
const tail = (message: string): string => {
  const openSsl = /SSL routines:[^:]*:([^:]+):/.exec(message)?.[1];
  const text = (openSsl ?? message.replace(/^Connection error: /, '')).replace(/[:\s]+$/, '');
  return /[.!?]$/.test(text) ? text : `${text}.`;
};
