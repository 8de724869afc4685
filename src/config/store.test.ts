import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printProblem, RockpoolError } from '../base/error.ts';
import { loadConfig } from './load-config.ts';

const projectWith = (store: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-config-'));
  writeFileSync(join(folder, 'rockpool.yaml'), `store: ${store}\n`);
  return folder;
};

const load = (folder: string, environment = {}) => loadConfig({ projectFolder: folder, flags: {}, environment }).store;

const problemsOf = (store: string, environment = {}): readonly string[] => {
  try {
    load(projectWith(store), environment);
  } catch (error) {
    if (!(error instanceof RockpoolError) || error.details.problems === undefined) throw error;
    return error.details.problems.map((problem) => printProblem({ ...problem, snippet: '' }).trimEnd());
  }
  throw new Error('it was loaded');
};

describe('the store', () => {
  it('is the embedded one in .rockpool when nothing is said', () => {
    const folder = projectWith('{}');

    expect(load(folder)).toEqual({ engine: 'embedded', path: join(folder, '.rockpool') });
  });

  it('is a cluster with defaults when it has a node', () => {
    const folder = projectWith('{ engine: elasticsearch, node: "http://127.0.0.1:9200" }');

    expect(load(folder)).toEqual({
      engine: 'elasticsearch',
      nodes: ['http://127.0.0.1:9200'],
      indexPrefix: 'rockpool',
      path: join(folder, '.rockpool'),
      requestTimeoutMs: 30_000,
    });
  });

  it('is read with every member', () => {
    const folder = projectWith(
      '{ engine: elasticsearch, node: ["https://a:9200", "https://b/es, https://[::1]:9201 ,"], username: u, password: p, ca: ca.pem, index_prefix: shop-1, path: /var/tmp/x, request_timeout: 1.5s }',
    );

    expect(load(folder)).toEqual({
      engine: 'elasticsearch',
      nodes: ['https://a:9200', 'https://b/es', 'https://[::1]:9201'],
      username: 'u',
      password: 'p',
      ca: join(folder, 'ca.pem'),
      indexPrefix: 'shop-1',
      path: '/var/tmp/x',
      requestTimeoutMs: 1500,
    });
  });

  it('takes everything from the environment, where an empty text counts as absent', () => {
    const folder = projectWith(
      '{ engine: "${ENGINE}", node: "${URLS}", api_key: "${KEY:-}", username: "${U:-}", password: "${P:-}", ca: "${CA:-}" }',
    );
    const standard = { indexPrefix: 'rockpool', path: join(folder, '.rockpool'), requestTimeoutMs: 30_000 };

    expect(load(folder, { ENGINE: 'elasticsearch', URLS: 'https://a,https://b', KEY: 'k' })).toEqual({
      engine: 'elasticsearch',
      nodes: ['https://a', 'https://b'],
      apiKey: 'k',
      ...standard,
    });
    expect(load(folder, { ENGINE: 'elasticsearch', URLS: 'http://a' })).toEqual({
      engine: 'elasticsearch',
      nodes: ['http://a'],
      ...standard,
    });
  });

  it.each(['localhost', 'es.localhost', '127.0.0.1', '127.8.8.8', '[::1]'])(
    'lets a password go over http to %s, which is this machine',
    (host) => {
      const store = load(
        projectWith(`{ engine: elasticsearch, node: "http://${host}:9200", username: u, password: p }`),
      );

      expect(store).toMatchObject({ username: 'u', password: 'p' });
    },
  );

  const cluster = (members: string): string => `{ engine: elasticsearch, node: "https://es:9200", ${members} }`;
  it.each([
    ['[]', ['1:8: "store" must be a set of keys, not an empty list.']],
    ['{ engine: elastic }', ['1:18: "store.engine" must be embedded or elasticsearch, not "elastic".']],
    [
      '{ engine: elasticserch, nodes: x }',
      [
        '1:18: "store.engine" must be embedded or elasticsearch, not "elasticserch". Did you mean "elasticsearch"?',
        '1:1: "store" needs "node": a URL such as https://elasticsearch.example:9200, a list or one text with commas.',
        '1:32: unknown key "nodes". Did you mean "node"?',
      ],
    ],
    ['{ engine: embedded, node: x }', ['1:28: unknown key "node". Known here: engine, path.']],
    ['{ path: "" }', ['1:16: "store.path" must be a text that is not empty, not "".']],
  ])('is refused as %s', (store, problems) => {
    expect(problemsOf(store)).toEqual(problems.map((problem) => `rockpool.yaml:${problem}`));
  });

  it.each([
    ['https://a:99999', 'has a host or port that is none. Ports are from 1 to 65535.'],
    [
      'https://me:hunter2@a:9200',
      'has a user or password inside. Write `username` and `password`, or `api_key`, beside it: URLs are shown in errors and logs.',
    ],
    [
      'https://a, https://hunter2@b',
      'has a user or password inside. Write `username` and `password`, or `api_key`, beside it: URLs are shown in errors and logs.',
    ],
    ...['a:9200', '', ',', 'ftp://a', 'https://', 'https://a b', 'https://a?x=1', 'https://a#x'].map((node) => [
      node,
      `must be a URL such as https://elasticsearch.example:9200, a list or one text with commas, not ${JSON.stringify(node)}.`,
    ]),
  ])('refuses the node %j', (node, message) => {
    expect(problemsOf(`{ engine: elasticsearch, node: ${JSON.stringify(node)} }`)).toEqual([
      `rockpool.yaml:1:39: "store.node" ${message}`,
    ]);
  });

  it('names the node of a list that is wrong', () => {
    expect(problemsOf('{ engine: elasticsearch, node: ["https://a", 5, "https://me:hunter2@b"] }')).toEqual([
      'rockpool.yaml:1:53: "store.node[1]" must be a URL such as https://elasticsearch.example:9200 (several with commas between them), not 5.',
      'rockpool.yaml:1:56: "store.node[2]" has a user or password inside. Write `username` and `password`, or `api_key`, beside it: URLs are shown in errors and logs.',
    ]);
  });

  it.each([
    [cluster('username: hunter2'), ['1:68: "store.username" needs "password" beside it.']],
    [
      cluster('password: hunter2, username: ""'),
      ['1:68: "store.password" needs "username" beside it, which is empty.'],
    ],
    [
      cluster('api_key: hunter2, username: u, password: hunter2'),
      ['1:67: "store.api_key" excludes "username" and "password". Keep one of them; the other may be empty.'],
    ],
    [cluster('api_key: 5'), ['1:67: "store.api_key" must be a text, not a number. Put it in quotes.']],
    [cluster('apikey: hunter2'), ['1:58: unknown key "apikey". Did you mean "api_key"?']],
    [
      cluster('index_prefix: Shop'),
      [
        '1:72: "store.index_prefix" must be lower-case letters, digits, _ and - (up to 50, a letter or digit first), not "Shop".',
      ],
    ],
    [
      cluster('request_timeout: 30'),
      ['1:75: "store.request_timeout" must be a duration such as 30s, 5m or 90d, not 30.'],
    ],
    [cluster('request_timeout: 10ms'), ['1:75: "store.request_timeout" must be from 1s to 10m.']],
    [cluster('request_timeout: 1h'), ['1:75: "store.request_timeout" must be from 1s to 10m.']],
    [cluster('ca: [a]'), ['1:62: "store.ca" must be a text, not a list.']],
    [
      '{ engine: elasticsearch, node: "http://localhost:9200", ca: a.pem }',
      ['1:68: "store.ca" is for https, and "store.node" has http. Write https in "store.node".'],
    ],
    [
      '{ engine: elasticsearch, node: "https://a,http://b:9200", api_key: hunter2 }',
      ['1:75: "store.api_key" would go to b:9200 over http, where others can read it. Write https in "store.node".'],
    ],
    [
      '{ engine: elasticsearch, node: "http://localhost.example", username: u, password: hunter2 }',
      [
        '1:90: "store.password" would go to localhost.example over http, where others can read it. Write https in "store.node".',
      ],
    ],
  ])('is refused as %s', (store, problems) => {
    const found = problemsOf(store);

    expect(found).toEqual(problems.map((problem) => `rockpool.yaml:${problem}`));
    expect(found.join()).not.toContain('hunter2');
  });

  it('names a variable instead of what it holds', () => {
    expect(problemsOf('{ engine: elasticsearch, node: "${URLS}" }', { URLS: 'hunter2' })).toEqual([
      'rockpool.yaml:1:39: "store.node" must be a URL such as https://elasticsearch.example:9200, a list or one text with commas, not what ${URLS} holds.',
    ]);
  });
});
