import Type, { type TSchema } from 'typebox';
import { parseByteSize } from '../base/byte-size.ts';
import { parseDuration } from '../base/duration.ts';
import { byteSizeSchema, durationSchema } from './value-kinds.ts';

/** One option of rockpool.yaml. Feeds its schema, the loading and docs/configuration.md. */
export interface Option<T> {
  readonly path: string;
  readonly kind: 'text' | 'number' | 'duration' | 'size' | 'choice' | 'path';
  /** As it would be written in the file; absent: there is none. */
  readonly default: string | number | undefined;
  readonly sentence: string;
  readonly schema: TSchema;
  read(written: unknown): T;
}

type Written = string | number;

const option = <T>(
  kind: Option<T>['kind'],
  path: string,
  standard: Written | undefined,
  sentence: string,
  schema: TSchema,
  read: (written: unknown) => T,
): Option<T> => ({
  path,
  kind,
  default: standard,
  sentence,
  schema,
  read,
});

const text = (path: string, standard: string, sentence: string): Option<string> =>
  option('text', path, standard, sentence, Type.String({ minLength: 1 }), String);

const folder = (path: string, standard: string | undefined, sentence: string): Option<string> =>
  option('path', path, standard, `${sentence} Relative to the project folder.`, Type.String({ minLength: 1 }), String);

const choice = <T extends string>(path: string, values: readonly T[], standard: T, sentence: string): Option<T> =>
  option('choice', path, standard, sentence, Type.Enum([...values]), (written) => written as T);

const number = (path: string, standard: number, minimum: number, maximum: number, sentence: string): Option<number> =>
  option('number', path, standard, sentence, Type.Integer({ minimum, maximum }), Number);

/** Loaded as milliseconds. */
const duration = (path: string, standard: string, sentence: string): Option<number> =>
  option('duration', path, standard, sentence, durationSchema, (written) => parseDuration(String(written))!);

/** Loaded as bytes. */
const size = (path: string, standard: string, sentence: string): Option<number> =>
  option('size', path, standard, sentence, byteSizeSchema, (written) => parseByteSize(String(written))!);

/** All of them, in the order of the docs. What depends on an engine or a kind stands in store-engines.ts and integration-kinds.ts. */
export const options = {
  serverHost: text('server.host', '127.0.0.1', 'The address to listen on; 0.0.0.0 lets other machines in.'),
  serverPort: number('server.port', 8080, 0, 65_535, 'The port to listen on; 0 takes a free one.'),
  serverTlsCert: folder(
    'server.tls.cert',
    undefined,
    'Certificate file (PEM); with it and the key the server speaks https only.',
  ),
  serverTlsKey: folder('server.tls.key', undefined, 'Private key file (PEM) of the certificate.'),
  serverLog: choice('server.log', ['text', 'json'], 'text', 'How log lines look: for people, or one JSON object each.'),
  serverMaxBody: size('server.max_body_bytes', '12MiB', 'The largest request body; larger ones are refused.'),
  serverMaxConcurrentQueries: number(
    'server.max_concurrent_queries',
    8,
    1,
    1000,
    'Queries that run at once; more wait in a queue.',
  ),
  serverMaxQueuedQueries: number(
    'server.max_queued_queries',
    200,
    0,
    100_000,
    'Queries that may wait; more are answered with 429.',
  ),
  queryTimeout: duration('query.timeout', '2m', 'The longest a query may run when its lambda says nothing.'),
  queryRows: number(
    'query.rows',
    100_000,
    1,
    100_000_000,
    'The rows a query may return when its lambda says nothing; more are an error.',
  ),
  queryScanRows: number(
    'query.scan_rows',
    1_000_000,
    1,
    1_000_000_000,
    'The rows that a query may fetch from Elasticsearch when its lambda says nothing; more are an error.',
  ),
  queryScanBytes: size(
    'query.scan_bytes',
    '256MiB',
    'The bytes that a query may fetch from Elasticsearch; more are an error.',
  ),
  queryMemory: size('query.memory', '1GiB', 'Memory that all running queries share.'),
  queryResultTtl: duration('query.result_ttl', '1h', 'How long results are kept for paging.'),
  ingestMaxRecord: size('ingest.max_record_bytes', '4MiB', 'The largest record; larger ones become dead letters.'),
  ingestBatchRecords: number(
    'ingest.batch_records',
    10_000,
    1,
    1_000_000,
    'Records that are written together at most.',
  ),
  ingestMaxObject: size(
    'ingest.max_object_bytes',
    '10GiB',
    'The largest object of a bucket; it passes through a temporary file. Larger ones become dead letters.',
  ),
  ingestDeadLetters: duration('ingest.keep_dead_letters', '30d', 'How long dead letters are kept.'),
  ingestMemory: size('ingest.memory', '512MiB', 'Memory for decoding and transforming.'),
} as const;

/** Variables that Rockpool itself reads. Any other may be used as `${NAME}` in rockpool.yaml. */
export const environmentVariables = {
  ROCKPOOL_API_KEY: 'A key that the server accepts as an administrator’s, and that the command line sends.',
  ROCKPOOL_URL: 'The server that the command line talks to, as --server does.',
} as const;
