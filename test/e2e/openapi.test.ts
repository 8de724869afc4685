import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../integration/server/start-test-server.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = (name: string): string => join(root, 'node_modules/.bin', name);

/** In another workspace, with a name that is no identifier and an enum. */
const countPeople =
  'parameters:\n  kind: { type: string, enum: [young, old], example: old }\n' +
  "sql: SELECT count(*) AS people FROM commons.people WHERE (age < 18) = (:kind = 'young')\n";

let server: TestServer;
let folder: string;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- replies are looked into freely: their shape is what is tested
let document: any;

beforeAll(async () => {
  server = await startTestServer({ 'lambdas/shop/count-people.yaml': countPeople });
  folder = await mkdtemp(join(root, 'node_modules/.openapi-test-'));
  const reply = await fetch(`${server.address}/openapi.json`);
  document = await reply.json();
  await writeFile(join(folder, 'openapi.json'), JSON.stringify(document));
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Standard output, whatever the exit code. */
const output = (file: string, args: readonly string[]): Promise<string> =>
  run(file, args, {
    cwd: folder,
    maxBuffer: 64 * 1024 ** 2,
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  }).then(
    ({ stdout }) => stdout,
    (error: unknown) => (error as { stdout?: string }).stdout || String(error),
  );

it('is OpenAPI 3.1.0 with an operation for each deployed lambda, for POST and for GET', () => {
  expect(document.openapi).toBe('3.1.0');
  const path = '/v1/orgs/self/ws/commons/lambdas/grown/tags/latest';
  const { post } = document.paths[path];
  const { get } = document.paths[`${path}/rows`];

  expect([post.operationId, get.operationId]).toEqual(['commons_grown', 'commons_grown_rows']);
  expect(post.requestBody.content['application/json'].schema.properties.arguments).toEqual({
    type: 'object',
    properties: {
      age: {
        type: 'integer',
        format: 'int64',
        minimum: 0,
        maximum: 150,
        description: 'Years',
        default: 18,
        examples: [30],
      },
      name: { type: ['string', 'null'] },
    },
    additionalProperties: false,
  });
  expect(post.responses['200'].content['application/json'].schema.properties.results.items).toEqual({
    type: 'object',
    properties: {
      _id: { type: ['string', 'null'] },
      name: { type: ['string', 'null'] },
      age: { type: ['integer', 'null'], format: 'int64' },
      born: { type: ['string', 'null'], format: 'date' },
    },
    required: ['_id', 'name', 'age', 'born'],
  });
});

it('offers the values of an enum in the query string, where Retool makes a select of them', () => {
  const { get } = document.paths['/v1/orgs/self/ws/shop/lambdas/count-people/tags/latest/rows'];

  expect(get.parameters[0]).toEqual({
    name: 'kind',
    in: 'query',
    required: true,
    example: 'old',
    schema: { type: 'string', enum: ['young', 'old'] },
  });
});

it('has no error by the recommended rules of redocly', async () => {
  const report = JSON.parse(
    await output(bin('redocly'), [
      'lint',
      'openapi.json',
      '--extends=recommended',
      '--format=json',
      '--max-problems=1000',
    ]),
  );

  expect(report.problems.filter((problem: { severity: string }) => problem.severity === 'error')).toEqual([]);
});

it('has no error by spectral:oas', async () => {
  await writeFile(join(folder, 'ruleset.yaml'), 'extends: ["spectral:oas"]\n');
  const report = await output(bin('spectral'), [
    'lint',
    'openapi.json',
    '--ruleset',
    'ruleset.yaml',
    '--format',
    'json',
    '--quiet',
  ]);
  const problems = JSON.parse(report.slice(report.indexOf('['))) as { severity: number }[];

  expect(problems.filter((problem) => problem.severity === 0)).toEqual([]);
});

/** What tsc prints under --strict; and what the program printed that it made, called with address and key of the server. */
async function compileAndRun(file: string, ...others: readonly string[]): Promise<readonly [string, string]> {
  const flags = '--ignoreConfig --strict --noUncheckedIndexedAccess --module nodenext --target es2022 --types node';
  const compiled = await output(bin('tsc'), [...flags.split(' '), '--skipLibCheck', file, ...others]);
  const printed = await output(process.execPath, [file.replace('.mts', '.mjs'), server.address, server.app.key]);
  return [compiled, printed.trim()];
}

it('makes a client with openapi-typescript that compiles under tsc --strict and calls lambdas with typed rows', async () => {
  await output(bin('openapi-typescript'), ['openapi.json', '-o', 'api.d.ts']);
  await writeFile(
    join(folder, 'call.mts'),
    `import createClient from 'openapi-fetch';
import type { paths } from './api.js';

const client = createClient<paths>({ baseUrl: process.argv[2]!, headers: { Authorization: 'ApiKey ' + process.argv[3] } });
const path = '/v1/orgs/self/ws/commons/lambdas/grown/tags/latest';
const grown = await client.POST(path, { body: { arguments: { age: 90 } } });
const ages: (number | null)[] = grown.data!.results.map((row) => row.age);
// @ts-expect-error there is no such column
grown.data!.results[0]!.nothing;
// @ts-expect-error a number is expected
void client.POST(path, { body: { arguments: { age: 'old' } } });

const tagged = await client.GET('/v1/orgs/self/ws/commons/lambdas/by-tags/tags/latest/rows', { params: { query: { tags: ['x', 'y'] } } });
const tags: (string | null)[] = tagged.data!.results.map((row) => row.tag);

const counted = await client.POST('/v1/orgs/self/ws/shop/lambdas/count-people/tags/latest', { body: { arguments: { kind: 'young' } } });
const count: number | null = counted.data!.results[0]!.people;
// @ts-expect-error no value of the enum
void client.POST('/v1/orgs/self/ws/shop/lambdas/count-people/tags/latest', { body: { arguments: { kind: 'tall' } } });
const refused = await client.POST('/v1/orgs/self/ws/shop/lambdas/count-people/tags/latest', { body: { arguments: { kind: 'tall' as 'old' } } });
const code: string = refused.error!.code;
console.log(JSON.stringify([ages, tags, count, code]));
process.exit(0);
`,
  );

  expect(await compileAndRun('call.mts')).toEqual(['', '[[99],["x","y"],1,"ARGUMENT_INVALID"]']);
});

it('makes a client with swagger-typescript-api that compiles under tsc --strict and calls lambdas with typed rows', async () => {
  const generate = [
    'generate',
    '--path',
    'openapi.json',
    '--output',
    '.',
    '--name',
    'api.mts',
    '--enum-style',
    'union',
  ];
  await output(bin('swagger-typescript-api'), [...generate, '--silent']);
  // The generator switches the check of its own file off.
  const generated = await readFile(join(folder, 'api.ts'), 'utf8');
  await writeFile(join(folder, 'api.mts'), generated.replace('// @ts-nocheck', ''));
  await writeFile(
    join(folder, 'methods.mts'),
    `import { Api } from './api.mjs';

const { v1: rockpool, baseUrl } = new Api<string>({ securityWorker: () => ({ headers: { Authorization: 'ApiKey ' + process.argv[3] }, format: 'json' }) });
if (baseUrl !== process.argv[2]) throw new Error('the address of the server is not that of the document');
const grown = await rockpool.commonsGrown({ arguments: { age: 90 } });
const ages: (number | null)[] = grown.data.results.map((row) => row.age);
// @ts-expect-error there is no such column
grown.data.results[0]!.nothing;

const tagged = await rockpool.commonsByTagsRows({ tags: ['x', 'y'] });
const tags: (string | null)[] = tagged.data.results.map((row) => row.tag);

const counted = await rockpool.shopCountPeople({ arguments: { kind: 'young' } });
const count: number | null = counted.data.results[0]!.people;
// @ts-expect-error no value of the enum
void rockpool.shopCountPeople({ arguments: { kind: 'tall' } }).catch(() => undefined);
const code = await rockpool.shopCountPeople({ arguments: { kind: 'tall' as 'old' } }).catch((reply: { error: { code: string } }) => reply.error.code);
console.log(JSON.stringify([ages, tags, count, code]));
process.exit(0);
`,
  );

  expect(await compileAndRun('methods.mts', 'api.mts')).toEqual(['', '[[99],["x","y"],1,"ARGUMENT_INVALID"]']);
});

it('renders at /docs with everything it loads served from here', async () => {
  const page = await (await fetch(`${server.address}/docs`)).text();
  const sources = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);

  expect(sources.every((source) => source.startsWith('/docs/'))).toBe(true);
  const statuses = await Promise.all(sources.map(async (source) => (await fetch(`${server.address}${source}`)).status));
  expect(statuses).toEqual(sources.map(() => 200));
});
