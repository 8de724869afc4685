import kafkajs from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { RockpoolError } from '../base/error.ts';
import type { KafkaIntegration } from '../config/config.ts';
import { toConnectorError } from './errors.ts';

const { KafkaJSConnectionError, KafkaJSNumberOfRetriesExceeded, KafkaJSProtocolError } = kafkajs;

const integration: KafkaIntegration = {
  kind: 'kafka',
  brokers: ['k1:9092', 'k2:9092'],
  sasl: { mechanism: 'scram-sha-512', username: 'alice', password: 'the secret' },
  groupPrefix: 'shop',
  sessionTimeoutMs: 30_000,
};
const what = { integration, topic: 'orders', group: 'shop.commons.orders' };

const protocol = (type: string): Error =>
  new KafkaJSProtocolError(Object.assign(new Error('said by the broker'), { type, code: 1, retriable: false }));
const connection = (message: string, code?: string): Error =>
  new KafkaJSConnectionError(`Connection error: ${message}`, {
    broker: 'k1:9092',
    ...(code === undefined ? {} : { code }),
  });
/** As the library throws it after the last attempt. */
const repeated = (error: Error): Error => new KafkaJSNumberOfRetriesExceeded(error, { retryCount: 3, retryTime: 100 });

/** What the test brokers cannot produce: theirs is in test/integration/kafka/connect.test.ts. */
describe('an error of the Kafka library', () => {
  it.each([
    [
      protocol('UNSUPPORTED_SASL_MECHANISM'),
      'The Kafka cluster at k1:9092, k2:9092 knows no login by SCRAM-SHA-512.',
      'Write a `sasl.mechanism` that it has enabled: plain, scram-sha-256 or scram-sha-512.',
    ],
    [
      protocol('TOPIC_AUTHORIZATION_FAILED'),
      'The Kafka cluster at k1:9092, k2:9092 does not let the user "alice" use the topic "orders".',
      'Grant READ and DESCRIBE on the topic (WRITE and CREATE to produce): kafka-acls --add --operation Read --topic …',
    ],
    [
      repeated(protocol('GROUP_AUTHORIZATION_FAILED')),
      'The Kafka cluster at k1:9092, k2:9092 does not let the user "alice" use the consumer group "shop.commons.orders".',
      'Grant READ on groups with the prefix "shop", or change `group_prefix`.',
    ],
    [
      protocol('CLUSTER_AUTHORIZATION_FAILED'),
      'The Kafka cluster at k1:9092, k2:9092 does not let the user "alice" do this to the cluster.',
      'To make topics, grant CREATE on the cluster or on the topic.',
    ],
    [
      repeated(protocol('UNKNOWN_TOPIC_OR_PARTITION')),
      'The Kafka cluster at k1:9092, k2:9092 has no topic "orders".',
      'Make the topic, or correct its name. A user who may not DESCRIBE a topic is told the same.',
    ],
    [
      repeated(connection('certificate has expired', 'CERT_HAS_EXPIRED')),
      'The Kafka cluster at k1:9092, k2:9092 shows a certificate that is not valid today.',
      'Renew the certificate of the broker, and check the clock of this machine.',
    ],
    [
      repeated(connection('getaddrinfo EAI_AGAIN k1', 'EAI_AGAIN')),
      'A host name of the Kafka cluster is unknown here: k1.',
      'Check `brokers` and the name service of this machine. Brokers also send us their advertised names: those must be known here.',
    ],
    [
      repeated(connection('connect ETIMEDOUT 10.0.0.1:9092', 'ETIMEDOUT')),
      'The Kafka cluster at k1:9092, k2:9092 does not answer in time.',
      'Check `brokers`, firewalls between here and there, and that Kafka is well. What listens there may also be no Kafka.',
    ],
    [
      protocol('INVALID_TOPIC_EXCEPTION'),
      'The Kafka cluster at k1:9092, k2:9092: said by the broker.',
      'Check that the cluster is well, and that it may be read.',
    ],
    [
      'a text',
      'The Kafka cluster at k1:9092, k2:9092: a text.',
      'Check that the cluster is well, and that it may be read.',
    ],
    [
      undefined,
      'The Kafka cluster at k1:9092, k2:9092: undefined.',
      'Check that the cluster is well, and that it may be read.',
    ],
  ])('%s becomes a sentence and what to do', (error, message, hint) => {
    const converted = toConnectorError(error, what);

    expect({ code: converted.code, message: converted.message, hint: converted.hint }).toEqual({
      code: 'SOURCE_UNREADABLE',
      message,
      hint,
    });
    expect(converted.cause).toBe(error);
  });

  it('never shows the password', () => {
    const errors = ['SASL_AUTHENTICATION_FAILED', 'TOPIC_AUTHORIZATION_FAILED', 'ILLEGAL_SASL_STATE', 'OTHER'].map(
      protocol,
    );
    const texts = errors.map((error) => toConnectorError(error, what)).map(({ message, hint }) => message + hint);

    expect(texts.filter((text) => text.includes('the secret'))).toEqual([]);
  });

  it('names who is refused when there is no login', () => {
    const { sasl: _sasl, ...open } = integration;
    const refused = protocol('TOPIC_AUTHORIZATION_FAILED');
    const mutual = { ...open, ssl: { cert: '/etc/rockpool/client.pem', key: '/etc/rockpool/client.key' } };

    expect(toConnectorError(refused, { integration: open, topic: 'orders' }).message).toBe(
      'The Kafka cluster at k1:9092, k2:9092 does not let users without a login use the topic "orders".',
    );
    expect(toConnectorError(refused, { integration: mutual, topic: 'orders' }).message).toBe(
      'The Kafka cluster at k1:9092, k2:9092 does not let the client of the certificate /etc/rockpool/client.pem use the topic "orders".',
    );
  });

  it('that is one of ours already stays as it is', () => {
    const ours = new RockpoolError('CONFIG_INVALID', 'x');

    expect(toConnectorError(ours, what)).toBe(ours);
  });
});
