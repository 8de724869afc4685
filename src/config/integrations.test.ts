import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printProblem, RockpoolError } from '../base/error.ts';
import type { Environment } from './environment.ts';
import { loadConfig } from './load-config.ts';

const load = (text: string, environment: Environment = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-integrations-'));
  writeFileSync(join(folder, 'rockpool.yaml'), text);
  return { folder, config: loadConfig({ projectFolder: folder, flags: {}, environment }) };
};

/** Each problem as the command line prints it, without the file's name. */
const problemsOf = (text: string, environment: Environment = {}): readonly string[] => {
  try {
    load(text, environment);
  } catch (error) {
    if (error instanceof RockpoolError)
      return (error.details.problems ?? []).map((one) => printProblem(one).replace('rockpool.yaml:', ''));
    throw error;
  }
  return [];
};

const kafka = (members: string): string => `integrations:\n  events: { kind: kafka, ${members} }\n`;
const s3 = (members: string): string => `integrations:\n  shop: { kind: s3, ${members} }\n`;

describe('integrations', () => {
  it('are read with every member', () => {
    const { folder, config } = load(
      `
integrations:
  events:
    kind: kafka
    brokers: [ "a.example:9092", "[::1]:9093", "\${KAFKA_BROKERS}" ]
    sasl: { mechanism: scram-sha-512, username: me, password: "\${KAFKA_PASSWORD}" }
    ssl: { ca: ca.pem, cert: /keys/me.pem, key: me.key }
    group_prefix: shop
    session_timeout: 6s
    schema_registry: { url: https://registry.example/avro, username: u, password: p }
  catalog:
    { kind: s3, region: eu-west-1, endpoint: "http://127.0.0.1:9000", path_style: false, access_key_id: i, secret_access_key: s, session_token: t }
`,
      { KAFKA_BROKERS: 'b:1, c:2,', KAFKA_PASSWORD: 'x:@/${y}' },
    );

    expect(config.integrations).toEqual({
      events: {
        kind: 'kafka',
        brokers: ['a.example:9092', '[::1]:9093', 'b:1', 'c:2'],
        sasl: { mechanism: 'scram-sha-512', username: 'me', password: 'x:@/${y}' },
        ssl: { ca: join(folder, 'ca.pem'), cert: '/keys/me.pem', key: join(folder, 'me.key') },
        groupPrefix: 'shop',
        sessionTimeoutMs: 6000,
        schemaRegistry: { url: 'https://registry.example/avro', username: 'u', password: 'p' },
      },
      catalog: {
        kind: 's3',
        region: 'eu-west-1',
        endpoint: 'http://127.0.0.1:9000',
        pathStyle: false,
        credentials: { accessKeyId: 'i', secretAccessKey: 's', sessionToken: 't' },
      },
    });
  });

  it('have defaults, and an empty variable counts as absent where it may', () => {
    const text = `
integrations:
  events: { kind: kafka, brokers: "a:1,b:2", ssl: "\${TLS:-true}", schema_registry: { url: http://r, username: "\${U:-}", password: "\${U:-}" } }
  plain: { kind: kafka, brokers: "a:1", ssl: false, session_timeout: 1s }
  amazon: { kind: s3 }
  own: { kind: s3, region: anything, endpoint: "\${S3:-http://h}", access_key_id: "\${U:-}", secret_access_key: "\${U:-}" }
  none: { kind: s3, endpoint: "\${U:-}", path_style: "\${STYLE}" }
`;

    expect(load(text, { STYLE: 'true' }).config.integrations).toEqual({
      events: {
        kind: 'kafka',
        brokers: ['a:1', 'b:2'],
        ssl: {},
        groupPrefix: 'rockpool',
        sessionTimeoutMs: 30_000,
        schemaRegistry: { url: 'http://r' },
      },
      plain: { kind: 'kafka', brokers: ['a:1'], groupPrefix: 'rockpool', sessionTimeoutMs: 1000 },
      amazon: { kind: 's3', region: 'us-east-1', pathStyle: false },
      own: { kind: 's3', region: 'anything', endpoint: 'http://h', pathStyle: true },
      none: { kind: 's3', region: 'us-east-1', pathStyle: true },
    });
  });

  it.each([
    [
      'integrations: { k: { kind: flies, path: x } }\n',
      ['1:28: "integrations.k.kind" must be files, kafka or s3, not "flies". Did you mean "files"?'],
    ],
    [
      'integrations: { k: { kind: kafak, brokers: a } }\n',
      [
        '1:28: "integrations.k.kind" must be files, kafka or s3, not "kafak". Did you mean "kafka"?',
        '1:44: "integrations.k.brokers" must be host:port with a port from 1 to 65535, a list or one text with commas, not "a".',
      ],
    ],
    ['integrations: { k: { kind: nats } }\n', ['1:28: "integrations.k.kind" must be files, kafka or s3, not "nats".']],
    ['integrations: { k: { path: x } }\n', ['1:17: "integrations.k" needs "kind": files, kafka or s3.']],
    ['integrations: { k: kafka }\n', ['1:20: "integrations.k" must be a set of keys, not "kafka".']],
    ['integrations: { k: }\n', ['1:20: "integrations.k" must be a set of keys, not nothing (null).']],
    ['integrations: [a]\n', ['1:15: "integrations" must be a set of keys, not a list.']],
    [
      kafka('broker: "a:1"'),
      [
        '2:3: "integrations.events" needs "brokers": host:port with a port from 1 to 65535, a list or one text with commas.',
        '2:26: unknown key "broker". Did you mean "brokers"?',
      ],
    ],
    [kafka('brokers: []'), ['2:35: "integrations.events.brokers" must be a list with at least 1, not an empty list.']],
    [
      kafka('brokers: [ a, "b:99999", "c:0", "d:1", "http://e:1", "f:1 g:2", 5, "" ]'),
      [
        '2:37: "integrations.events.brokers[0]" must be host:port with a port from 1 to 65535 (several with commas between them), not "a".',
        '2:40: "integrations.events.brokers[1]" must be host:port with a port from 1 to 65535 (several with commas between them), not "b:99999".',
        '2:51: "integrations.events.brokers[2]" must be host:port with a port from 1 to 65535 (several with commas between them), not "c:0".',
        '2:65: "integrations.events.brokers[4]" must be host:port with a port from 1 to 65535 (several with commas between them), not "http://e:1".',
        '2:79: "integrations.events.brokers[5]" must be host:port with a port from 1 to 65535 (several with commas between them), not "f:1 g:2".',
        '2:90: "integrations.events.brokers[6]" must be host:port with a port from 1 to 65535 (several with commas between them), not 5.',
        '2:93: "integrations.events.brokers[7]" must be host:port with a port from 1 to 65535 (several with commas between them), not "".',
      ],
    ],
    [
      kafka('brokers: "a:1,b"'),
      [
        '2:35: "integrations.events.brokers" must be host:port with a port from 1 to 65535, a list or one text with commas, not "a:1,b".',
      ],
    ],
    [
      kafka('brokers: "me:hunter2@a:1"'),
      [
        '2:35: "integrations.events.brokers" must be host:port with a port from 1 to 65535, a list or one text with commas, not "…@a:1".',
      ],
    ],
    [
      kafka('brokers: "a:1", sasl: { mechanism: scram-sha256, username: u }'),
      [
        '2:42: "integrations.events.sasl" needs "password": a text that is not empty.',
        '2:61: "integrations.events.sasl.mechanism" must be plain, scram-sha-256 or scram-sha-512, not "scram-sha256". Did you mean "scram-sha-256"?',
      ],
    ],
    [kafka('brokers: "a:1", sasl: true'), ['2:48: "integrations.events.sasl" must be a set of keys, not true.']],
    [kafka('brokers: "a:1", ssl: { cert: c.pem }'), ['2:55: "integrations.events.ssl.cert" needs "key" beside it.']],
    [
      kafka('brokers: "a:1", ssl: { kye: c.pem, cert: 5 }'),
      [
        '2:49: unknown key "kye". Did you mean "key"?',
        '2:67: "integrations.events.ssl.cert" must be a text that is not empty, not 5.',
        '2:67: "integrations.events.ssl.cert" needs "key" beside it.',
      ],
    ],
    [
      kafka('brokers: "a:1", ssl: yes'),
      ['2:47: "integrations.events.ssl" must be true, false, or files (ca, cert, key), not "yes".'],
    ],
    [
      kafka('brokers: "a:1", session_timeout: 500ms'),
      [
        '2:59: "integrations.events.session_timeout" must be from 1s to 30m. Brokers allow 6s to 30m unless they are configured otherwise; 30s suits most.',
      ],
    ],
    [
      kafka('brokers: "a:1", session_timeout: 1h, group_prefix: "a b"'),
      [
        '2:77: "integrations.events.group_prefix" must be letters, digits, ., _ and - (up to 100), not "a b".',
        '2:59: "integrations.events.session_timeout" must be from 1s to 30m. Brokers allow 6s to 30m unless they are configured otherwise; 30s suits most.',
      ],
    ],
    [
      kafka('brokers: "a:1", session_timeout: 30'),
      ['2:59: "integrations.events.session_timeout" must be a duration such as 30s, 5m or 90d, not 30.'],
    ],
    [
      kafka('brokers: "a:1", schema_registry: { url: registry.example, username: u }'),
      [
        '2:66: "integrations.events.schema_registry.url" must be a URL such as https://registry.example:8081, without a user or password in it, not "registry.example".',
        '2:94: "integrations.events.schema_registry.username" needs "password" beside it.',
      ],
    ],
    [s3('access_key_id: hunter2'), ['2:36: "integrations.shop.access_key_id" needs "secret_access_key" beside it.']],
    [
      s3('access_key_id: "", secret_access_key: hunter2'),
      ['2:59: "integrations.shop.secret_access_key" needs "access_key_id" beside it, which is empty.'],
    ],
    [
      s3('session_token: hunter2'),
      ['2:36: "integrations.shop.session_token" needs "access_key_id" and "secret_access_key" beside it.'],
    ],
    [
      s3('region: us-wst-2'),
      [
        '2:29: "integrations.shop.region" is not a region of Amazon’s. Did you mean "us-west-2"? It is written as in us-west-2. A store of somebody else needs an `endpoint`.',
      ],
    ],
    [
      s3('region: US_WEST_2'),
      ['2:29: "integrations.shop.region" must be a region such as us-west-2, not "US_WEST_2".'],
    ],
    [
      s3('endpoint: "127.0.0.1:9000"'),
      [
        '2:31: "integrations.shop.endpoint" must be a URL such as http://127.0.0.1:9000, without a user or password in it, not "127.0.0.1:9000".',
      ],
    ],
    [
      s3('endpoint: "s3://bucket", path_style: maybe, acces_key_id: hunter2'),
      [
        '2:31: "integrations.shop.endpoint" must be a URL such as http://127.0.0.1:9000, without a user or password in it, not "s3://bucket".',
        '2:58: "integrations.shop.path_style" must be true or false, not "maybe".',
        '2:65: unknown key "acces_key_id". Did you mean "access_key_id"?',
      ],
    ],
  ])('are refused in %j', (text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });

  it('name a variable instead of what it holds', () => {
    const text = kafka(
      'brokers: "${KAFKA_BROKERS}", session_timeout: "${A}${B:-s}", sasl: { mechanism: "${C}", username: "${D}", password: "${E}" }',
    );

    expect(problemsOf(text, { KAFKA_BROKERS: '', A: 'hunter2', C: 'hunter2', D: 'hunter2', E: '' })).toEqual([
      '2:35: "integrations.events.brokers" must be host:port with a port from 1 to 65535, a list or one text with commas, not what ${KAFKA_BROKERS} holds, which is empty.',
      '2:72: "integrations.events.session_timeout" must be a duration such as 30s, 5m or 90d, not what ${A}${B} holds.',
      '2:106: "integrations.events.sasl.mechanism" must be plain, scram-sha-256 or scram-sha-512, not what ${C} holds.',
      '2:142: "integrations.events.sasl.password" must be a text that is not empty, not what ${E} holds, which is empty.',
    ]);
  });

  it.each([
    kafka('brokers: "a:1", sasl: { mechanism: plain, username: u, password: 1, pasword: hunter2 }'),
    kafka('brokers: "a:1", sasl: hunter2'),
    kafka('brokers: "a:1", sasl: { mechanism: plain, username: u, password: [hunter2] }'),
    kafka('brokers: "a:1", sasl: { mechanism: plain, username: u, password:hunter2 }'),
    kafka('brokers: "a:1", sasl: { mechanism: plain, username: u, password: { hunter2: 1 } }'),
    kafka('brokers: "a:1", sasl: { mechanism: plain, username: u, password: "${hunter2" }'),
    kafka('brokers: "a:1", sasl: { mechanism: plain, username: u, password: "a${hunter2!}" }'),
    kafka('brokers: "a:1", schema_registry: { url: "https://me:hunter2@registry" }'),
    kafka('brokers: "a:1", schema_registry: { url: "https://me:a/b@hunter2@registry" }'),
    kafka('brokers: "a:1", schema_registry: { url: http://r, username: u, password: hunter2, x: 1 }'),
    kafka('brokers: "sasl://me:hunter2@a:1"'),
    s3('secret_access_key: hunter2'),
    s3('secret_access_key: hunter2, access_key_id: 5'),
    s3('access_key_id: hunter2, session_token: [1]'),
    s3('endpoint: "http://me:hunter2@127.0.0.1:9000"'),
    'integrations:\n  a:\n    kind: s3\n    secret_acess_key: |\n      hunter2\n    regin: x\n',
    'integrations:\n  a:\n    kind: kafka\n    brokers: a:1\n    sasl:\n      mechanism: plain\n      username: u\n      password:\n        hunter2\n      more: 1\n',
  ])('keep secrets out of every error: %j', (text) => {
    const problems = problemsOf(text);

    expect(problems).not.toEqual([]);
    expect(problems.join('\n')).not.toContain('hunter2');
  });
});
