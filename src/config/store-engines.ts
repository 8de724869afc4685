import Type, { type Static } from 'typebox';
import { durationSchema } from './value-kinds.ts';

const closed = { additionalProperties: false } as const;
/** `writeOnly`: no error and no log shows what stands there. Empty counts as absent, so that `${NAME:-}` may stand there. */
const secret = (description: string) => Type.Optional(Type.String({ writeOnly: true, description }));

const folder = (what: string) =>
  Type.Optional(
    Type.String({ minLength: 1, default: '.rockpool', description: `${what} Relative to the project folder.` }),
  );

const url = String.raw`https?://[^\s/@?#,]+(/[^\s@?#,]*)?`;
const urls = Type.String({
  pattern: String.raw`^\s*${url}(\s*,\s*${url})*\s*,?\s*$`,
  title: 'a URL such as https://elasticsearch.example:9200 (several with commas between them)',
});

export const embeddedEngine = Type.Object(
  {
    engine: Type.Optional(Type.Literal('embedded', { default: 'embedded', description: 'One file holds everything.' })),
    path: folder('The folder of the files.'),
  },
  { ...closed, description: 'Files of this machine, for one server.' },
);

export const elasticsearchEngine = Type.Object(
  {
    engine: Type.Literal('elasticsearch'),
    node: Type.Union([urls, Type.Array(urls, { minItems: 1 })], {
      title: 'a URL such as https://elasticsearch.example:9200, a list or one text with commas',
      description:
        'URLs of nodes, a list, or one text with commas. One that is down is passed over. A user or password inside is refused.',
    }),
    api_key: secret('An API key as Elasticsearch encodes it. Over http to this machine only, like a password.'),
    username: secret('For basic authentication, in place of `api_key`; needs `password`.'),
    password: secret('For basic authentication; needs `username`.'),
    ca: Type.Optional(
      Type.String({
        description:
          'File (PEM) of the authority that signed the certificates of the nodes, relative to the project folder; the system’s authorities when absent.',
      }),
    ),
    index_prefix: Type.Optional(
      Type.String({
        pattern: '^[a-z0-9][a-z0-9_-]{0,49}$',
        title: 'lower-case letters, digits, _ and - (up to 50, a letter or digit first)',
        default: 'rockpool',
        description: 'The names of all indices begin with it. Servers that share it share everything.',
      }),
    ),
    path: folder('A folder of this machine, for temporary files and the key.'),
    request_timeout: Type.Optional(
      Type.String({
        ...durationSchema,
        default: '30s',
        description: 'How long a request may take before it counts as failed, from 1s to 10m.',
      }),
    ),
  },
  { ...closed, description: 'A cluster of Elasticsearch, version 8 or 9, which any number of servers share.' },
);

/** What the store of each engine may say in rockpool.yaml; feeds its schema, the loading and docs/configuration.md. */
export const storeEngines = { embedded: embeddedEngine, elasticsearch: elasticsearchEngine } as const;

export type WrittenStore = Static<(typeof storeEngines)[keyof typeof storeEngines]>;
