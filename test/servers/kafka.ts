import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { certificates, makeCertificates } from './certificates.ts';
import { exists } from './folders.ts';
import { fetchJars } from './jars.ts';
import { findJdk } from './jdk.ts';
import type { ServerKind } from './server.ts';

const run = promisify(execFile);

/** The one user whom all SASL mechanisms know. */
const user = { name: 'tester', password: 'no-secret' };

/** Listeners by name, with what clients speak there. */
const listeners = {
  plain: 'PLAINTEXT',
  sasl: 'SASL_PLAINTEXT',
  tls: 'SSL',
  sasl_tls: 'SASL_SSL',
  /** Refuses clients without a certificate. */
  mutual_tls: 'SSL',
  /** Plain, but tells its clients to come to the address of a proxy. */
  proxied: 'PLAINTEXT',
} as const;

type Listener = keyof typeof listeners;
type Port = Listener | 'controller';
type Ports = Readonly<Record<Port, number>>;

const names = Object.keys(listeners) as Listener[];
const local = (port: number): string => `127.0.0.1:${port}`;

/** One broker that is its own controller. Clients of the listener `proxied` are sent to the address `proxy`, if there is one. */
export const kafka = (proxy?: string): ServerKind<Port> => ({
  name: 'kafka',
  ports: [...names, 'controller'],
  addressVariables: [
    'KAFKA_BROKERS',
    'KAFKA_SASL_BROKERS',
    'KAFKA_TLS_BROKERS',
    'KAFKA_SASL_TLS_BROKERS',
    'KAFKA_MUTUAL_TLS_BROKERS',
  ],
  readyLine: 'Kafka Server started',
  async prepare(home, ports) {
    await makeCertificates();
    const jars = join(await fetchJars('kafka'), '*');
    const properties = join(home, 'server.properties');
    await writeFile(properties, propertiesText(home, ports, proxy));
    if (!(await exists(join(home, 'data/meta.properties')))) await format(jars, properties);
    return [
      ...['-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', ...logging],
      ...['-cp', jars, 'kafka.Kafka', properties],
    ];
  },
  variables(_home, ports) {
    return {
      KAFKA_BROKERS: local(ports.plain),
      KAFKA_SASL_BROKERS: local(ports.sasl),
      KAFKA_SASL_USERNAME: user.name,
      KAFKA_SASL_PASSWORD: user.password,
      KAFKA_TLS_BROKERS: local(ports.tls),
      KAFKA_TLS_CA: certificates.ca,
      KAFKA_SASL_TLS_BROKERS: local(ports.sasl_tls),
      KAFKA_MUTUAL_TLS_BROKERS: local(ports.mutual_tls),
      KAFKA_MUTUAL_TLS_CERT: certificates.client.cert,
      KAFKA_MUTUAL_TLS_KEY: certificates.client.key,
    };
  },
});

/** https://kafka.apache.org/documentation/#configuration */
function propertiesText(home: string, ports: Ports, proxy?: string): string {
  const address = (name: Port): string => `${name.toUpperCase()}://${local(ports[name])}`;
  const advertised = (name: Listener): string =>
    name === 'proxied' && proxy !== undefined ? `PROXIED://${proxy}` : address(name);
  const protocols = names.map((name) => `${name.toUpperCase()}:${listeners[name]}`);
  return `
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@${local(ports.controller)}
controller.listener.names=CONTROLLER
listeners=${[...names, 'controller' as const].map(address).join(',')}
advertised.listeners=${names.map(advertised).join(',')}
listener.security.protocol.map=CONTROLLER:PLAINTEXT,${protocols.join(',')}
inter.broker.listener.name=PLAIN
log.dirs=${join(home, 'data')}

sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
${(['sasl', 'sasl_tls'] as const).map(loginText).join('\n')}
ssl.keystore.type=PEM
ssl.keystore.location=${certificates.broker}
ssl.truststore.type=PEM
ssl.truststore.location=${certificates.ca}
listener.name.mutual_tls.ssl.client.auth=required

# One broker holds everything.
offsets.topic.replication.factor=1
offsets.topic.num.partitions=5
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=5
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1

# What a test waits for happens soon.
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
log.initial.task.delay.ms=500
log.retention.check.interval.ms=500
log.cleaner.backoff.ms=500
log.segment.delete.delay.ms=1000
transaction.abort.timed.out.transaction.cleanup.interval.ms=1000
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=3000

auto.create.topics.enable=false
delete.topic.enable=true
message.max.bytes=33554432
`;
}

const loginText = (listener: Listener): string => {
  const key = (mechanism: string): string => `listener.name.${listener}.${mechanism}.sasl.jaas.config`;
  const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
  const plain = `org.apache.kafka.common.security.plain.PlainLoginModule required user_${user.name}="${user.password}";`;
  return `${key('plain')}=${plain}\n${key('scram-sha-256')}=${scram}\n${key('scram-sha-512')}=${scram}`;
};

/** https://www.slf4j.org/api/org/slf4j/simple/SimpleLogger.html */
const logging = [
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
  '-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info',
];

/** Makes an empty cluster with the user's SCRAM credentials in it. */
async function format(jars: string, properties: string): Promise<void> {
  const scram = [256, 512].flatMap((bits) => [
    '--add-scram',
    `SCRAM-SHA-${bits}=[name=${user.name},password=${user.password}]`,
  ]);
  const tool = ['-XX:TieredStopAtLevel=1', '-cp', jars, 'kafka.tools.StorageTool', 'format', '--config', properties];
  // One time in 64 such an id begins with a dash, which the tool would take for another option.
  const clusterId = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url');
  await run(join(await findJdk(), 'bin/java'), [...tool, `--cluster-id=${clusterId}`, ...scram]);
}
