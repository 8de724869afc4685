import Type, { type Static } from 'typebox';
import { durationSchema } from './value-kinds.ts';

const closed = { additionalProperties: false } as const;
const text = (description: string) => Type.String({ minLength: 1, description });
/** Empty counts as absent, so that `${NAME:-}` may stand there. */
const optionalText = (description: string) => Type.Optional(Type.String({ description }));
/** `writeOnly`: no error and no log shows what stands there. */
const secret = { writeOnly: true } as const;
const shown = { writeOnly: false } as const;

const port = String.raw`([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])`;
const broker = String.raw`([^\s:/,@\[\]]+|\[[0-9A-Fa-f:.]+\]):${port}`;
const brokers = Type.String({
  pattern: String.raw`^\s*${broker}(\s*,\s*${broker})*\s*,?\s*$`,
  title: 'host:port with a port from 1 to 65535 (several with commas between them)',
});

const urlPattern = String.raw`https?://[^\s/@?#]+(/[^\s@]*)?`;
const urlTitle = (example: string): string => `a URL such as ${example}, without a user or password in it`;

export const filesIntegration = Type.Object(
  {
    kind: Type.Literal('files'),
    path: text(
      'A folder, relative to the project folder. Its `topics/<topic>.ndjson` are followed line by line, its `buckets/<bucket>/<key>` are listed and read like objects of a bucket.',
    ),
  },
  { ...closed, description: 'A folder that stands in for topics and buckets.' },
);

const sasl = Type.Object(
  {
    mechanism: Type.Enum(['plain', 'scram-sha-256', 'scram-sha-512'], {
      ...shown,
      description: '`plain`, `scram-sha-256` or `scram-sha-512`, as the brokers want it.',
    }),
    username: text('Of a managed cluster often called API key.'),
    password: text('Of a managed cluster often called API secret.'),
  },
  { ...closed, ...secret, description: 'Who we are, by name and password. Use it together with `ssl`.' },
);

const ssl = Type.Object(
  {
    ca: Type.Optional(
      text('File (PEM) of the authority that signed the brokers’ certificates; the system’s authorities when absent.'),
    ),
    cert: Type.Optional(text('File (PEM) of the certificate that shows who we are; needs `key`.')),
    key: Type.Optional(text('File (PEM) of its private key; needs `cert`.')),
  },
  closed,
);

export const kafkaIntegration = Type.Object(
  {
    kind: Type.Literal('kafka'),
    brokers: Type.Union([Type.Array(brokers, { minItems: 1 }), brokers], {
      title: 'host:port with a port from 1 to 65535, a list or one text with commas',
      description: 'Addresses to begin with, host:port; a list, or one text with commas.',
    }),
    sasl: Type.Optional(sasl),
    ssl: Type.Optional(
      Type.Union([Type.Boolean(), ssl], {
        title: 'true, false, or files (ca, cert, key)',
        description: '`true`, or files: `ca`, and `cert` with `key`, relative to the project folder.',
        default: false,
      }),
    ),
    group_prefix: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9._-]{1,100}$',
        title: 'letters, digits, ., _ and - (up to 100)',
        description: 'Consumer groups are called `<prefix>.<workspace>.<collection>.<source>`.',
        default: 'rockpool',
      }),
    ),
    session_timeout: Type.Optional(
      Type.String({
        ...durationSchema,
        description:
          'How long the cluster waits for a sign of life before another reader takes over. Brokers allow 6s to 30m unless they are configured otherwise.',
        default: '30s',
      }),
    ),
    schema_registry: Type.Optional(
      Type.Object(
        {
          url: Type.String({
            ...shown,
            pattern: `^${urlPattern}$`,
            title: urlTitle('https://registry.example:8081'),
            description: 'Its address.',
          }),
          username: optionalText('For basic authentication; needs `password`.'),
          password: optionalText('For basic authentication; needs `username`.'),
        },
        { ...closed, ...secret, description: 'Holds the schemas of Avro and JSON records.' },
      ),
    ),
  },
  { ...closed, description: 'A Kafka cluster, or one that speaks its protocol.' },
);

export const s3Integration = Type.Object(
  {
    kind: Type.Literal('s3'),
    region: Type.Optional(
      Type.String({
        pattern: '^[a-z0-9-]{2,40}$',
        title: 'a region such as us-west-2',
        description: 'Where the buckets are. Stores other than Amazon’s often do not care.',
        default: 'us-east-1',
      }),
    ),
    endpoint: Type.Optional(
      Type.String({
        pattern: `^(${urlPattern})?$`,
        title: urlTitle('http://127.0.0.1:9000'),
        description: 'Address of a store that speaks S3; empty or absent: Amazon’s.',
      }),
    ),
    path_style: Type.Optional(
      Type.Boolean({
        description: 'The bucket stands in the path, not in the host name. `true` when there is an `endpoint`.',
      }),
    ),
    access_key_id: Type.Optional(
      Type.String({ ...secret, description: 'Empty or absent: the buckets are public. Needs `secret_access_key`.' }),
    ),
    secret_access_key: Type.Optional(Type.String({ ...secret, description: 'Belongs to `access_key_id`.' })),
    session_token: Type.Optional(Type.String({ ...secret, description: 'Belongs to temporary credentials.' })),
  },
  { ...closed, description: 'An account of Amazon S3, or of a store that speaks it.' },
);

/** What each kind of integration may say in rockpool.yaml; feeds its schema, the loading and docs/configuration.md. */
export const integrationKinds = { files: filesIntegration, kafka: kafkaIntegration, s3: s3Integration } as const;

/** Members that are true or false, and may come out of a variable. */
export const booleanMembers: ReadonlySet<string> = new Set(['ssl', 'path_style']);

export type WrittenIntegration = Static<(typeof integrationKinds)[keyof typeof integrationKinds]>;
