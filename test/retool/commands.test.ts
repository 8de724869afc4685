import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/run.ts';
import { processTerminal } from '../../src/cli/terminal.ts';
import { decodeApp } from '../../src/retool/codec/decode-app.ts';
import { encodeApp } from '../../src/retool/codec/encode-app.ts';
import { resourceLink } from '../../src/retool/plugins/lambda-query.ts';
import { startTestServer, type TestServer } from '../integration/server/start-test-server.ts';
import { resourceFileFacts } from './facts.ts';
import { retoolToken, startRetoolPublicApi, type RetoolPublicApi } from './public-api.ts';

let server: TestServer;
let retool: RetoolPublicApi;
let folder: string;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  retool = await startRetoolPublicApi();
  folder = await mkdtemp(join(tmpdir(), 'rockpool-retool-'));
  return async () => {
    await retool.stop();
    await rm(folder, { recursive: true, force: true });
  };
});

async function rockpool(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const printed = { out: '', err: '' };
  const code = await runCli(args.includes('--server') ? args : [...args, '--server', server.address], {
    environment: { ROCKPOOL_API_KEY: server.app.key, ...environment },
    terminal: {
      ...processTerminal({}),
      isTerminal: false,
      out: (text) => void (printed.out += `${text}\n`),
      err: (text) => void (printed.err += `${text}\n`),
    },
  });
  return { code, ...printed };
}

const build = (...more: readonly string[]): ReturnType<typeof rockpool> =>
  rockpool(['retool', 'build', '--out', folder, ...more]);
const push = (url: string, token = retoolToken): ReturnType<typeof rockpool> =>
  rockpool(['retool', 'push', '--url', url, '--out', folder], token === '' ? {} : { RETOOL_TOKEN: token });
const explorer = async (): Promise<string> => readFile(join(folder, 'lambda-explorer.json'), 'utf8');

describe('rockpool retool build', () => {
  it('writes the resource and the explorer of a project without the lambdas of the customer 360', async () => {
    expect((await build('--address', 'https://lambdas.example.com')).code).toBe(0);
    expect((await readdir(folder, { recursive: true })).filter((name) => /\.\w+$/.test(name)).sort()).toEqual([
      'lambda-explorer.json',
      'main.tf',
      'resource.restapi.json',
      'source-control/resources/rockpool/resource.json',
    ]);
    expect(JSON.parse(await readFile(join(folder, 'resource.restapi.json'), 'utf8'))).toEqual({
      type: 'restapi',
      display_name: 'Rockpool',
      options: {
        base_url: 'https://lambdas.example.com/v1/orgs/self',
        headers: [
          ['Authorization', 'ApiKey {{ environment.variables.ROCKPOOL_API_KEY }}'],
          ['Accept', 'application/json'],
          ['Content-Type', 'application/json'],
        ],
        authentication_options: { authentication_type: 'none' },
      },
    });
  });

  it('writes a file for source control with the names that Retool has, and the uuid that the apps name', async () => {
    await build();
    const file = JSON.parse(
      await readFile(join(folder, 'source-control/resources/rockpool/resource.json'), 'utf8'),
    ) as { readonly uuid: string; readonly options: object };
    expect(Object.keys(file)).toEqual(resourceFileFacts.topLevelKeys);
    expect(Object.keys(file.options).filter((name) => !Object.hasOwn(resourceFileFacts.options, name))).toEqual([]);
    expect(file.uuid).toBe(resourceLink.name);
  });

  it('writes no key, wherever one is known', async () => {
    await build();
    for (const name of await readdir(folder, { recursive: true })) {
      if (/\.\w+$/.test(name)) expect(await readFile(join(folder, name), 'utf8')).not.toContain(server.app.key);
    }
  });

  it('changes nothing that is as it would write it, and with --check fails when something is not', async () => {
    await build();
    expect(await build('--check')).toMatchObject({ code: 0 });
    expect((await build()).err).toContain('4 files unchanged');
    await writeFile(join(folder, 'main.tf'), '# mine\n');
    const checked = await build('--check');
    expect([checked.code, checked.err]).toEqual([5, expect.stringContaining('main.tf')]);
    expect(await readFile(join(folder, 'main.tf'), 'utf8')).toBe('# mine\n');
  });

  it('removes an app that the lambdas make no more, which is drift until then', async () => {
    await build();
    await writeFile(join(folder, 'customer-360.json'), 'made before');
    const checked = await build('--check');
    expect([checked.code, checked.err]).toEqual([5, expect.stringContaining('not made by rockpool retool build any')]);
    expect((await build()).err).toContain('removed');
    expect(await readdir(folder)).not.toContain('customer-360.json');
    expect(await build('--check')).toMatchObject({ code: 0 });
  });

  it.each([
    [['--tag', 'nowhere'], 4, 'No deployed lambda has a working version with the tag nowhere.'],
    [['--address', 'lambdas.example.com'], 2, '"lambdas.example.com" is no address that Retool could reach.'],
    [['--tag', ''], 2, '"" is not a name for a tag.'],
    [['--tag', '../x y'], 2, '"../x y" is not a name for a tag.'],
    [
      ['--address', 'https://me:secret@example.com'],
      2,
      '"https://…@example.com" is no address that Retool could reach.',
    ],
    [['--address', 'ftp://example.com'], 2, '"ftp://example.com" is no address that Retool could reach.'],
    [
      ['--address', 'https://example.com/lambdas'],
      2,
      '"https://example.com/lambdas" is no address that Retool could reach.',
    ],
  ])('with %j ends with %d', async (args, code, message) => {
    const outcome = await build(...args);
    expect([outcome.code, outcome.err]).toEqual([code, expect.stringContaining(message)]);
    expect(await readdir(folder)).toEqual([]);
  });
});

it.each([
  [['retool', 'build', '--out', ''], 'Name a place to write to.'],
  [['retool', 'push', '--url', 'example.com', '--out', ''], 'Name a place to write to.'],
  [['client', '--out', ''], 'Name a place to write to.'],
  [['client', '--check'], '--check compares a file, and none is named.'],
  [['client', '--tag', 'a b'], '"a b" is not a name for a tag.'],
  [['openapi', '--out', ''], 'Name a place to write to.'],
  [['openapi', '--prune'], '--prune belongs to --diff'],
  [['openapi', '--tag', 'live'], '--tag belongs to --diff'],
  [['openapi', '--diff', '--out', 'x.json'], '--diff prints, and writes no file.'],
])('%j is refused', async (args, message) => {
  const outcome = await rockpool(args);
  expect([outcome.code, outcome.out, outcome.err]).toEqual([2, '', expect.stringContaining(message)]);
});

it.each([
  ['', 'is no Rockpool server.'],
  ['<html>', 'is no Rockpool server.'],
  ['null', 'is no Rockpool server.'],
  ['[]', 'is no Rockpool server.'],
  ['{"data":{"a":1}}', ' lists no lambdas.'],
])('a server that answers %j is told from a Rockpool server', async (body, message) => {
  retool.answer = { status: 200, body };
  for (const command of [['retool', 'build', '--out', folder], ['client'], ['openapi']]) {
    const outcome = await rockpool([...command, '--server', retool.url]);
    const expected = command[0] === 'openapi' ? 'is no Rockpool server.' : message;
    expect([outcome.code, outcome.out, outcome.err]).toEqual([7, '', expect.stringContaining(expected)]);
  }
  expect(await readdir(folder)).toEqual([]);
});

describe('rockpool retool push', () => {
  it('makes the resource, and writes the apps wired to its id', async () => {
    expect(await push(retool.url)).toMatchObject({ code: 0 });
    const posted = retool.calls.find(({ method }) => method === 'POST');
    expect(posted?.body).toMatchObject({
      display_name: 'Rockpool',
      options: { base_url: `${server.address}/v1/orgs/self` },
    });
    const app = decodeApp(await explorer(), 'lambda-explorer.json');
    const wired = app.plugins.filter(({ subtype }) => subtype === 'RESTQuery').map(({ resource }) => resource?.name);
    expect(new Set(wired)).toEqual(new Set(['00000000-0000-4000-a000-000000000004']));
  });

  it('takes a token with the line break that a file ends with', async () => {
    expect(await push(retool.url, `${retoolToken}\n`)).toMatchObject({ code: 0 });
  });

  it('gives a resource of that name the address again, instead of making a second', async () => {
    await push(retool.url);
    const again = await push(retool.url);
    expect([again.code, again.err]).toEqual([0, expect.stringContaining('found the resource Rockpool')]);
    expect(retool.calls.map(({ method }) => method).filter((method) => method !== 'GET')).toEqual(['POST', 'PATCH']);
  });

  it('makes nothing in Retool when the copies have no place', async () => {
    await writeFile(join(folder, 'file'), 'mine');
    const outcome = await rockpool(['retool', 'push', '--url', retool.url, '--out', join(folder, 'file/below')], {
      RETOOL_TOKEN: retoolToken,
    });
    expect([outcome.code, outcome.err]).toEqual([2, expect.stringContaining('a part of its path is a file')]);
    expect(retool.calls).toEqual([]);
  });

  it('gives the address again where Retool answers a change with nothing', async () => {
    retool.answer = { status: 200, body: '{"data":[{"type":"restapi","display_name":"Rockpool","id":"r-1"}]}' };
    retool.answerToChanges = { status: 204, body: '' };
    const outcome = await push(retool.url);
    expect([outcome.code, outcome.err]).toEqual([0, expect.stringContaining('its address is')]);
  });

  it.each<[string, () => Promise<{ readonly code: number; readonly err: string }>, number, string]>([
    ['a wrong token', () => push(retool.url, 'wrong-token'), 3, 'does not accept the token (401): Unauthorized.'],
    ['no token', () => push(retool.url, ''), 3, 'No token of Retool is given.'],
    ['a token of two lines', () => push(retool.url, 'wrong-token\nmore'), 3, 'The token of Retool holds a space'],
    ['a token in another alphabet', () => push(retool.url, 'wrong-token-ü'), 3, 'The token of Retool holds a space'],
    ['an address where nobody is', () => push('http://127.0.0.1:9'), 7, 'No Retool answers at http://127.0.0.1:9.'],
    ['an address that is none', () => push('ftp://x'), 2, 'is no address of a Retool organisation.'],
    ['a server that is no Retool', () => push(server.address), 3, 'Retool at'],
  ])('with %s says so, and writes nothing', async (_, act, code, message) => {
    const outcome = await act();
    expect([outcome.code, outcome.err]).toEqual([code, expect.stringContaining(message)]);
    expect(outcome.err).not.toContain('wrong-token');
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    [429, '{"success":false,"message":"Too many requests"}', 3, 'has had too many calls (429): Too many requests.'],
    [403, '{"success":false,"message":"Missing scope"}', 3, 'does not accept the token (403): Missing scope.'],
    [302, '', 7, 'with status 302 is no API of Retool.'],
    [302, 'https://elsewhere.example.com/login?from=secret', 7, 'sends on to https://elsewhere.example.com (302).'],
    [301, '/login', 7, 'with status 301 is no API of Retool.'],
    [500, '{"message":"Oh no"}', 7, 'has failed (500): Oh no.'],
    [409, '{"message":"A\\nB\\u001b[2J\\u0007C"}', 3, 'refuses (409): A B [2J C.'],
    [502, '<html>', 7, 'with status 502 is no API of Retool.'],
    [200, '<html>', 7, 'with status 200 is no API of Retool.'],
    [400, '{"success":false,"message":"Invalid type"}', 3, 'refuses (400): Invalid type.'],
    [400, `{"message":"${retoolToken} is odd"}`, 3, 'refuses (400): … is odd.'],
    [200, '{"success":true}', 7, 'its list of resources is none.'],
    [200, '[]', 7, 'its list of resources is none.'],
    [200, '{"data":[null,{"type":"restapi","display_name":"Rockpool"}]}', 7, 'it names a resource without an id.'],
    [
      200,
      '{"data":[{"type":"restapi","display_name":"Rockpool","id":"../x"}]}',
      7,
      'it names a resource without an id.',
    ],
    [200, '{"data":[],"next_token":"again","has_more":true}', 7, 'its list of resources goes round without an end.'],
  ])('answered with %d %s ends with %d', async (status, body, code, message) => {
    retool.answer = { status, body };
    const outcome = await push(retool.url);
    expect([outcome.code, outcome.err]).toEqual([code, expect.stringContaining(message)]);
    expect(outcome.err).not.toContain('secret');
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('rockpool retool check', () => {
  const check = (): ReturnType<typeof rockpool> => rockpool(['retool', 'check', join(folder, 'app.json')]);

  it('says that an app fits that was built of the same lambdas', async () => {
    await build();
    await writeFile(join(folder, 'app.json'), await explorer());
    const outcome = await check();
    expect([outcome.code, outcome.out]).toEqual([0, expect.stringContaining('fits the deployed lambdas')]);
  });

  it('reads an app of another format version, with a warning', async () => {
    await build();
    await writeFile(join(folder, 'app.json'), (await explorer()).replace('3.355.0', '3.33.19'));
    const outcome = await check();
    expect([outcome.code, outcome.err]).toEqual([0, expect.stringContaining('Retool 3.33.19 wrote the file')]);
  });

  it('names the query that calls a lambda which is not deployed', async () => {
    await build();
    const app = decodeApp(await explorer(), 'Lambda explorer');
    const plugins = app.plugins.map((plugin) =>
      plugin.subtype === 'RESTQuery'
        ? {
            ...plugin,
            template: { ...plugin.template, query: (plugin.template['query'] as string).replace('grown', 'groan') },
          }
        : plugin,
    );
    await writeFile(join(folder, 'app.json'), encodeApp({ ...app, plugins }));
    const outcome = await check();
    expect(outcome.code).toBe(5);
    expect(outcome.out).toContain('commons.groan');
    expect(outcome.err).toContain('does not fit the deployed lambdas');
  });

  it('reads an export that an editor has put a byte order mark before', async () => {
    await build();
    await writeFile(join(folder, 'app.json'), `\uFEFF${await explorer()}`);
    expect(await check()).toMatchObject({ code: 0 });
  });

  it('says that modules of the file are not checked', async () => {
    await build();
    await writeFile(join(folder, 'app.json'), (await explorer()).replace('"modules":{}', '"modules":{"m-1":{}}'));
    const outcome = await check();
    expect([outcome.code, outcome.err]).toEqual([0, expect.stringContaining('holds 1 module besides the app')]);
  });

  it('finds a call whose address is encoded wrongly', async () => {
    await build();
    await writeFile(join(folder, 'app.json'), (await explorer()).replace('lambdas/grown', 'lambdas/%E0%A4%A'));
    const outcome = await check();
    expect([outcome.code, outcome.out]).toEqual([5, expect.stringContaining('calls commons.%E0%A4%A, which is not')]);
  });

  it('says of a folder that it is one', async () => {
    const outcome = await rockpool(['retool', 'check', folder]);
    expect([outcome.code, outcome.err]).toEqual([2, expect.stringContaining('cannot be read: it is a folder.')]);
  });

  it('does not say that an app fits which names no lambda', async () => {
    await build();
    await writeFile(join(folder, 'app.json'), (await explorer()).replaceAll('RESTQuery', 'OtherQuery'));
    const outcome = await check();
    expect([outcome.code, outcome.out]).toEqual([0, expect.stringContaining('has no query that names a lambda')]);
  });

  it.each([
    ['no file', undefined, 'cannot be read: there is no such file.'],
    ['an empty file', '', 'it is empty'],
    ['the beginning of an export', '{"uuid":"x","page":{"data":{"appSt', 'it ends before its last }'],
    ['no JSON', 'PK\u0003\u0004', 'it is no JSON'],
    ['another file of the kit', '{"type":"restapi"}', 'it has no page.data.appState'],
  ])('refuses %s', async (_, text, message) => {
    if (text !== undefined) await writeFile(join(folder, 'app.json'), text);
    const outcome = await check();
    expect([outcome.code, outcome.err]).toEqual([2, expect.stringContaining(message)]);
  });
});
