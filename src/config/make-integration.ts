import { resolve } from 'node:path';
import { parseDuration } from '../base/duration.ts';
import type { IntegrationConfig, KafkaIntegration, S3Integration } from './config.ts';
import type { WrittenIntegration } from './integration-kinds.ts';

type Written<K extends WrittenIntegration['kind']> = Extract<WrittenIntegration, { kind: K }>;

/** What rockpool.yaml says of an integration, with defaults and absolute paths. An empty text counts as absent. */
export function makeIntegration(written: WrittenIntegration, folder: string): IntegrationConfig {
  switch (written.kind) {
    case 'files':
      return { kind: 'files', path: resolve(folder, written.path) };
    case 'kafka':
      return makeKafka(written, folder);
    case 's3':
      return makeS3(written);
  }
}

function makeKafka(written: Written<'kafka'>, folder: string): KafkaIntegration {
  const { brokers, sasl, ssl = false, group_prefix: groupPrefix = 'rockpool', schema_registry: registry } = written;
  const list = [brokers].flat().flatMap((one) => one.split(','));
  const files = typeof ssl === 'boolean' ? {} : ssl;
  return {
    kind: 'kafka',
    brokers: list.map((one) => one.trim()).filter((one) => one !== ''),
    ...(sasl === undefined ? {} : { sasl }),
    ...(ssl === false
      ? {}
      : { ssl: Object.fromEntries(Object.entries(files).map(([name, path]) => [name, resolve(folder, path)])) }),
    groupPrefix,
    sessionTimeoutMs: parseDuration(written.session_timeout ?? '30s')!,
    ...(registry === undefined
      ? {}
      : { schemaRegistry: { url: registry.url, ...filled(registry, ['username', 'password']) } }),
  };
}

function makeS3(written: Written<'s3'>): S3Integration {
  const { region = 'us-east-1', access_key_id: accessKeyId, secret_access_key: secretAccessKey } = written;
  const { endpoint, session_token: sessionToken } = written;
  const hasEndpoint = endpoint !== undefined && endpoint !== '';
  return {
    kind: 's3',
    region,
    ...(hasEndpoint ? { endpoint } : {}),
    pathStyle: written.path_style ?? hasEndpoint,
    ...(accessKeyId && secretAccessKey
      ? { credentials: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) } }
      : {}),
  };
}

function filled<T extends Readonly<Record<string, unknown>>, K extends keyof T>(
  from: T,
  names: readonly K[],
): Partial<Pick<T, K>> {
  return Object.fromEntries(names.filter((name) => from[name]).map((name) => [name, from[name]])) as Partial<
    Pick<T, K>
  >;
}
