import Type, { type Static } from 'typebox';
import { durationSchema } from './value-kinds.ts';

const closed = { additionalProperties: false } as const;
const text = (description: string) => Type.String({ minLength: 1, description });
/** Empty counts as absent, so that `${NAME:-}` may stand there. */
const optionalText = (description: string) => Type.Optional(Type.String({ description }));

const address = Type.String({ pattern: '^[^\\s:/,]+:\\d{1,5}$|^\\[[0-9A-Fa-f:.]+\\]:\\d{1,5}$', title: 'host:port' });

export const filesIntegration = Type.Object(
  {
    kind: Type.Literal('files'),
    path: text('A folder with topics/ and buckets/, relative to the project folder.'),
  },
  closed,
);

const sasl = Type.Object(
  {
    mechanism: Type.Enum(['plain', 'scram-sha-256', 'scram-sha-512']),
    username: text('Of a managed cluster often called API key.'),
    password: text('Of a managed cluster often called API secret.'),
  },
  closed,
);

const ssl = Type.Object(
  {
    ca: Type.Optional(text('File (PEM) of the authority that signed the brokers’ certificates.')),
    cert: Type.Optional(text('File (PEM) of the certificate that shows who we are.')),
    key: Type.Optional(text('File (PEM) of its private key.')),
  },
  closed,
);

export const kafkaIntegration = Type.Object(
  {
    kind: Type.Literal('kafka'),
    brokers: Type.Union([Type.Array(address, { minItems: 1 }), Type.String({ minLength: 1 })], {
      description: 'Addresses to begin with, host:port; a list, or one text with commas.',
    }),
    sasl: Type.Optional(sasl),
    ssl: Type.Optional(
      Type.Union([Type.Boolean(), ssl], {
        description: 'true, or files: `ca`, and `cert` with `key`.',
        title: 'true, false or files',
      }),
    ),
    group_prefix: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9._-]{1,100}$',
        title: 'letters, digits, ., _ and -',
        description: 'Consumer groups are called <prefix>.<workspace>.<collection>.<source>; rockpool when absent.',
      }),
    ),
    session_timeout: Type.Optional(durationSchema),
    schema_registry: Type.Optional(
      Type.Object(
        {
          url: Type.String({ pattern: '^https?://', title: 'a URL' }),
          username: optionalText('For basic authentication.'),
          password: optionalText('For basic authentication.'),
        },
        { ...closed, description: 'Holds the schemas of Avro and JSON records.' },
      ),
    ),
  },
  closed,
);

export const s3Integration = Type.Object(
  {
    kind: Type.Literal('s3'),
    region: Type.Optional(Type.String({ pattern: '^[a-z0-9-]{2,40}$', title: 'a region such as us-west-2' })),
    endpoint: optionalText('Address of a store that speaks S3; empty: Amazon’s.'),
    path_style: Type.Optional(
      Type.Boolean({
        description: 'The bucket stands in the path, not in the host name; true when there is an endpoint.',
      }),
    ),
    access_key_id: optionalText('Empty: the buckets are public.'),
    secret_access_key: optionalText('Belongs to access_key_id.'),
    session_token: optionalText('Belongs to temporary credentials.'),
  },
  closed,
);

/** What each kind of integration may say in rockpool.yaml; feeds its schema, the loading and docs/configuration.md. */
export const integrationKinds = { files: filesIntegration, kafka: kafkaIntegration, s3: s3Integration } as const;

export type WrittenIntegration = Static<(typeof integrationKinds)[keyof typeof integrationKinds]>;
