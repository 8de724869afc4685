/** The arrows that must never exist. Each name says what is refused, each comment why. */
const never = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const rooms = (...names) => `^src/(${names.join('|')})/`;
/** In a room's tests everything may be wired together. */
const noTests = '\\.test\\.ts$';
const from = (path, pathNot) => ({ path, pathNot: pathNot === undefined ? noTests : [noTests, pathNot] });
const library = (name) => `^node_modules/${name}/`;

export default {
  forbidden: [
    never('base-rests-on-nothing', 'The ground rests on nothing.', from(rooms('base')), { path: '^src/(?!base/)' }),
    never(
      'vocabulary-does-not-know-its-users',
      'schema, observe and config know neither each other nor any floor above.',
      from('^src/(schema|observe|config)/'),
      {
        path: '^src/(?!base/|$1/)',
      },
    ),
    never('sql-is-text-alone', 'sql is testable on text alone.', from(rooms('sql')), { path: '^src/(?!base/|sql/)' }),
    never(
      'plan-depends-on-its-inputs-only',
      'A golden file can hold a plan only if it reads no clock, environment, adapter or library.',
      from(rooms('plan')),
      {
        path: ['^src/(?!base/|schema/|sql/|plan/)', '^node_modules/'],
      },
    ),
    never(
      'plan-rules-do-not-share',
      'Shared reasoning has its own file, order has rule-order.ts.',
      from('^src/plan/rules/([^/]+)\\.ts', '^src/plan/rules/rule'),
      {
        path: '^src/plan/rules/',
        pathNot: '^src/plan/rules/(rule\\.ts|$1\\.ts)',
      },
    ),
    never(
      'domain-talks-to-ports',
      'No domain room knows an adapter, the wire or a surface.',
      from(rooms('lambda', 'query', 'catalog', 'ingest', 'access')),
      {
        path: rooms(
          'elasticsearch',
          'duckdb',
          'kafka',
          's3',
          'files',
          'api',
          'app',
          'client',
          'openapi',
          'retool',
          'cli',
          'server',
          'console',
          'demo',
        ),
      },
    ),
    never('a-query-does-not-know-who-asked', 'query uses catalog only.', from(rooms('query')), {
      path: rooms('lambda', 'ingest', 'access'),
    }),
    never(
      'catalog-is-the-bottom-of-the-domain',
      'Everybody uses the catalog, it uses nobody.',
      from(rooms('catalog')),
      { path: rooms('lambda', 'query', 'ingest', 'access') },
    ),
    never('ingest-uses-the-catalog-only', 'Ingest does not know who reads.', from(rooms('ingest')), {
      path: rooms('lambda', 'query', 'access'),
    }),
    never('lambda-does-not-know-ingest', 'A lambda does not know how documents arrive.', from(rooms('lambda')), {
      path: rooms('ingest', 'access'),
    }),
    never('access-stands-alone', 'Keys are decided before anything else is known.', from(rooms('access')), {
      path: rooms('lambda', 'query', 'ingest'),
    }),
    never(
      'adapters-meet-as-ports',
      'An adapter never knows another adapter.',
      from('^src/(elasticsearch|duckdb|kafka|s3|files)/'),
      {
        path: rooms('elasticsearch', 'duckdb', 'kafka', 's3', 'files'),
        pathNot: '^src/$1/',
      },
    ),
    never('one-room-for-duckdb', 'When DuckDB changes, one room changes.', from('^src/', rooms('duckdb')), {
      path: library('@duckdb'),
    }),
    never('one-room-for-fastify', 'When Fastify changes, one room changes.', from('^src/', rooms('server')), {
      path: library('(fastify|@fastify)'),
    }),
    never('one-room-for-yaml', 'When the YAML reader changes, one room changes.', from('^src/', rooms('config')), {
      path: library('yaml'),
    }),
    never('one-room-for-commander', 'Only the command line knows its parser.', from('^src/', rooms('cli')), {
      path: library('(commander|cli-table3|cli-progress|picocolors)'),
    }),
    never(
      'one-room-for-kafka',
      'When the Kafka client or a codec changes, one room changes.',
      from('^src/', rooms('kafka')),
      {
        path: library('(kafkajs|avsc|lz4-napi|snappyjs)'),
      },
    ),
    never(
      'one-room-for-elasticsearch',
      'When the Elasticsearch client changes, one room changes.',
      from('^src/', rooms('elasticsearch')),
      { path: library('(@elastic)') },
    ),
    never('one-room-for-s3', 'When the AWS SDK changes, one room changes.', from('^src/', rooms('s3')), {
      path: library('(@aws-sdk|@smithy)'),
    }),
    never(
      'zstd-is-unpacked-by-those-who-meet-it',
      'Records of a topic and text of an object come packed; nobody else reads bytes.',
      from('^src/', '^src/(kafka|ingest/decode)/'),
      { path: library('fzstd') },
    ),
    never(
      'clients-are-loaded-on-demand',
      'Kafka, S3 and Elasticsearch take a quarter of a second and 20 MB, which a project without them does not spend: import() them, or their types.',
      from('^src/(?!kafka/|s3/|elasticsearch/)'),
      { path: rooms('kafka', 's3', 'elasticsearch'), dynamic: false, dependencyTypesNot: ['type-only'] },
    ),
    never(
      'house-is-wired-in-one-place',
      'Only app knows two adapters.',
      from('^src/(?!duckdb/|files/|kafka/|s3/|elasticsearch/|app/|cli/)'),
      { path: rooms('duckdb', 'files', 'kafka', 's3', 'elasticsearch') },
    ),
    never('browser-gets-no-server-code', 'The page may use the client and the contract.', from(rooms('console')), {
      path: '^src/(?!console/|client/|api/|base/)|^node_modules/',
    }),
    never('both-ends-share-the-contract-only', 'client knows api, base.', from(rooms('client')), {
      path: '^src/(?!client/|api/|base/)',
    }),
    never('server-has-no-client', 'Both ends share the contract and nothing else.', from(rooms('server')), {
      path: rooms('client', 'cli', 'console'),
    }),
    never('a-command-starts-the-server', 'cli uses server.ts alone, never a route.', from(rooms('cli')), {
      path: '^src/server/(?!server\\.ts)',
    }),
    never(
      'only-the-edge-knows-the-wire',
      'Everybody else would convert twice.',
      from('^src/(?!api/|server/|cli/|console/|client/|openapi/|retool/|typed-client/)'),
      { path: rooms('api') },
    ),
    never(
      'contract-in-document-out',
      'Generators need no server, and not each other.',
      from('^src/(openapi|retool|typed-client)/'),
      { path: '^src/(?!$1/|api/|schema/|base/)' },
    ),
    never(
      'an-app-runs-without-a-server',
      'A page may run an app one day: the interpreter knows apps, nothing else.',
      from(rooms('interpreter')),
      { path: '^src/(?!interpreter/|retool/|base/)' },
    ),
    never('an-app-runs-in-a-browser', 'What the interpreter calls comes in as fetch.', from(rooms('interpreter')), {
      dependencyTypes: ['core'],
    }),
    never(
      'one-room-for-transit',
      'When the format of exports changes, one room changes.',
      from('^src/', '^src/retool/codec/'),
      {
        path: library('(transit-immutable-js|transit-js|immutable)'),
      },
    ),
    never('shipped-code-does-not-know-it-is-tested', 'Nothing in src imports a test.', from('^src/'), {
      path: ['^test/', '^bench/', noTests],
    }),
    never('no-cycles', 'Circular code is read for nothing.', {}, { circular: true }),
    never(
      'no-orphans',
      'Dead code is read for nothing.',
      { orphan: true, path: '^src/', pathNot: [noTests, '\\.d\\.ts$'] },
      {},
    ),
    never(
      'no-barrels-no-attics',
      'A name that refuses nothing collects everything.',
      {},
      { path: '^src/.*(^|/)(index|utils?|helpers?|common|misc|manager)(\\.ts|/)' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
};
