import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RockpoolError } from '../../../src/base/error.ts';
import { parseYaml } from '../../../src/config/yaml-document.ts';
import { toArgumentJson } from '../../../src/lambda/argument-json.ts';
import { parseLambda } from '../../../src/lambda/lambda-file.ts';
import type { ExecuteRequest, LambdaService } from '../../../src/lambda/lambda-service.ts';
import type { LambdaContent, LambdaDefinition } from '../../../src/lambda/lambda.ts';
import { rowsAsJson } from '../../../src/lambda/row-json.ts';
import type { Field } from '../../../src/schema/sql-type.ts';
import { openStage, type Stage } from './stage.ts';

const userFields: readonly Field[] = [
  { name: 'user_id', type: { kind: 'varchar' } },
  { name: 'age', type: { kind: 'bigint' } },
];

const define = (name: string, text: string): LambdaDefinition => {
  const result = parseYaml(`lambdas/${name}.yaml`, text);
  if (result.kind === 'problems') throw new Error(result.problems[0]!.message);
  const parsed = parseLambda(result.document, { workspace: 'commons', name, readSql: () => ({ problem: 'none' }) });
  if (parsed.kind === 'problems') throw new Error(parsed.problems[0]!.message);
  return parsed.definition;
};

const usersOlder = `parameters:
  age: { type: int, default: 30, minimum: 0, description: Years, example: 40 }
sql: |
  SELECT user_id, age FROM users
  WHERE age > :age ORDER BY age
`;

let stage: Stage;
let lambdas: LambdaService;

beforeEach(async () => {
  stage = await openStage();
  lambdas = stage.lambdas;
  await stage.declare('users', userFields);
  await stage.documents.write(
    { workspace: 'commons', name: 'users' },
    {
      ids: ['a', 'b', 'c'],
      kinds: ['repsert', 'repsert', 'repsert'],
      versions: [1n, 1n, 1n],
      eventTimes: [1n, 1n, 1n],
      fields: userFields,
      columns: [
        ['u-1', 'u-2', 'u-3'],
        [20n, 40n, 9007199254740993n],
      ],
    },
  );
});

afterEach(() => stage.close());

const x = { workspace: 'commons', name: 'x' };

const execute = async (args: Readonly<Record<string, unknown>>, more: Partial<ExecuteRequest> = {}) => {
  const given = new Map(Object.entries(args).map(([name, value]) => [name, { value: toArgumentJson(value) }]));
  const reply = await lambdas.execute({
    ...x,
    select: { tag: 'latest' },
    arguments: given,
    form: 'plain',
    executedBy: 'me',
    ...more,
  });
  if (reply.kind !== 'result') throw new Error('it was only started');
  const rows = [];
  for await (const batch of reply.result.batches) rows.push(...rowsAsJson(reply.result.columns, batch));
  return { rows, ...reply.result.finish() };
};

const refusal = async (run: Promise<unknown>): Promise<string> => {
  const error = await run.catch((thrown: unknown) => thrown);
  return error instanceof RockpoolError ? `${error.code} ${error.message}` : `no refusal: ${String(error)}`;
};

const content = (sql: string, more: Partial<LambdaContent> = {}): LambdaContent => ({
  ...x,
  sql,
  parameters: [],
  ...more,
});

describe('deploying', () => {
  it('creates, then finds nothing to do, then moves back', async () => {
    const other = define('x', usersOlder.replace('30', '31'));
    const outcomes = [];
    for (const definition of [define('x', usersOlder), define('x', usersOlder), other, define('x', usersOlder)]) {
      outcomes.push(...(await lambdas.deploy([definition], { by: 'me' })).map((item) => item.outcome));
      stage.passMs(1000);
    }

    expect(outcomes).toEqual(['created', 'unchanged', 'created', 'moved']);
    expect((await lambdas.versions(x)).map((version) => version.parameters[0]!.default)).toEqual(['31', '30']);
    expect((await lambdas.tags(x)).map(({ tag, version }) => [tag, version.parameters[0]!.default])).toEqual([
      ['latest', '30'],
    ]);
  });

  it('keeps columns, collections and look-ups, also over a restart', async () => {
    await lambdas.deploy([define('x', usersOlder.replace('age > ', 'age = '))], { by: 'me', tag: 'production' });
    const again = await stage.restartLambdas();

    expect(await again.tag(x, 'production')).toEqual(await lambdas.tag(x, 'production'));
    expect(await again.version(x, (await again.tag(x, 'latest')).version.version)).toMatchObject({
      columns: [
        { name: 'user_id', type: { kind: 'varchar' } },
        { name: 'age', type: { kind: 'bigint' } },
      ],
      collections: [{ workspace: 'commons', name: 'users' }],
      parameterMode: 'declared',
      state: 'ACTIVE',
      createdBy: 'me',
    });
    expect(again.lookups()).toEqual(new Map([['commons.users', new Set(['age'])]]));
  });

  it('refreshes the presentation without a new version', async () => {
    await lambdas.deploy([define('x', usersOlder)], { by: 'me' });
    const [item] = await lambdas.deploy([define('x', usersOlder.replace('Years', 'Age in years'))], { by: 'me' });

    expect(item!.outcome).toBe('unchanged');
    expect((await (await stage.restartLambdas()).versions(x))[0]!.parameters).toEqual([
      {
        name: 'age',
        type: 'int',
        default: '30',
        constraints: { minimum: 0 },
        description: 'Age in years',
        example: 40,
      },
    ]);
  });

  it('stores nothing in a dry run', async () => {
    expect(await lambdas.deploy([define('x', usersOlder)], { by: 'me', dryRun: true })).toMatchObject([
      { outcome: 'created' },
    ]);
    expect(await lambdas.list()).toEqual([]);
  });

  it('deploys nothing when one file is wrong, and names every problem at its place in the file', async () => {
    const definitions = [
      define('good', 'sql: SELECT 1 AS one\n'),
      define('a', 'sql: |\n  SELECT user_id\n  FROM usrs\n'),
      define('b', 'sql: |\n  SELECT usr_id AS u\n  FROM users\n'),
      define('c', 'sql: SELEC 1\n'),
      define('d', 'sql: SELECT 1 AS a, 2 AS A\n'),
      define('e', 'sql: SELECT count(*) FROM users\n'),
      define('f', 'parameters: { userid: { type: string } }\nsql: SELECT :usrid AS a\n'),
      define('g', 'parameters: { unused: { type: string } }\nsql: SELECT 1 AS a\n'),
      define('h', 'sql: SELECT 1 AS a; SELECT 2 AS b\n'),
      define('i', "sql: SELECT * FROM read_csv('/etc/passwd')\n"),
    ];
    const error: unknown = await lambdas.deploy(definitions, { by: 'me' }).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(RockpoolError);
    const { code, details } = error as RockpoolError;
    expect(code).toBe('DEPLOY_INVALID');
    expect(details.problems!.map((one) => `${one.code} ${one.file}:${one.line}:${one.column}`)).toEqual([
      'COLLECTION_NOT_FOUND lambdas/a.yaml:3:8',
      'SQL_BIND lambdas/b.yaml:2:10',
      'SQL_SYNTAX lambdas/c.yaml:1:6',
      'SQL_COLUMNS lambdas/d.yaml:1:6',
      'SQL_COLUMNS lambdas/e.yaml:1:6',
      'CONFIG_INVALID lambdas/f.yaml:2:13',
      'CONFIG_INVALID lambdas/g.yaml:undefined:undefined',
      expect.stringMatching(/^SQL_STATEMENT_COUNT lambdas\/h.yaml/),
      expect.stringMatching(/^SQL_NOT_ALLOWED lambdas\/i.yaml/),
    ]);
    expect(await lambdas.list()).toEqual([]);
  });

  it('deploys 200 lambdas at once, and finds them unchanged afterwards', async () => {
    const definitions = Array.from({ length: 200 }, (_, index) =>
      define(`l${index}`, usersOlder.replace('30', String(index))),
    );

    await lambdas.deploy(definitions, { by: 'me' });
    const outcomes = await lambdas.deploy(definitions, { by: 'me' });

    expect(outcomes.map((item) => item.outcome)).toEqual(definitions.map(() => 'unchanged'));
    expect(await lambdas.list()).toHaveLength(200);
  });
});

describe('executing', () => {
  it('binds arguments and defaults, and keeps all digits', async () => {
    await lambdas.deploy([define('x', usersOlder)], { by: 'me' });

    expect((await execute({})).rows).toEqual([
      { user_id: 'u-2', age: 40 },
      { user_id: 'u-3', age: '9007199254740993' },
    ]);
    expect((await execute({ age: 9007199254740992n })).rows).toEqual([{ user_id: 'u-3', age: '9007199254740993' }]);
  });

  it('takes a list', async () => {
    await lambdas.deploy(
      [
        define(
          'x',
          'parameters: { ids: { type: "string[]" } }\nsql: SELECT user_id FROM users WHERE user_id IN :ids ORDER BY user_id\n',
        ),
      ],
      { by: 'me' },
    );

    expect((await execute({ ids: ['u-1', 'u-3', "' OR 1=1"] })).rows).toEqual([{ user_id: 'u-1' }, { user_id: 'u-3' }]);
    expect((await execute({ ids: [] })).rows).toEqual([]);
  });

  it('by version stays what it was after the tag moved', async () => {
    const [item] = await lambdas.deploy([define('x', usersOlder)], { by: 'me' });
    await lambdas.deploy([define('x', usersOlder.replace('SELECT user_id, age', 'SELECT user_id'))], { by: 'me' });

    expect((await execute({}, { select: { version: item!.version } })).rows).toHaveLength(2);
    expect((await execute({})).rows).toEqual([{ user_id: 'u-2' }, { user_id: 'u-3' }]);
  });

  it.each([
    [{ name: 'xx' }, 'LAMBDA_NOT_FOUND Query Lambda "xx" not found in workspace "commons". Did you mean "x"?'],
    [{ workspace: 'other' }, 'LAMBDA_NOT_FOUND Query Lambda "x" not found in workspace "other".'],
    [
      { select: { tag: 'latst' } },
      'TAG_NOT_FOUND Query Lambda "x" (tag "latst") not found in workspace "commons". Did you mean "latest"?',
    ],
    [
      { select: { version: '0000' } },
      'VERSION_NOT_FOUND Query Lambda "x" (version "0000") not found in workspace "commons".',
    ],
  ])('names what is not there: %j', async (wrong, message) => {
    await lambdas.deploy([define('x', usersOlder)], { by: 'me' });

    expect(await refusal(execute({}, wrong))).toBe(message);
  });

  it('answers LAMBDA_INVALID, and says so in the state, once a collection has changed under it', async () => {
    await lambdas.deploy([define('x', usersOlder)], { by: 'me' });
    await stage.declare('users', [userFields[0]!]);

    expect(await refusal(execute({}))).toContain(
      'LAMBDA_INVALID The lambda commons.x does not fit its collections any more: ',
    );
    expect((await lambdas.tag(x, 'latest')).version.state).toBe('INVALID_SQL');
  });

  it('fails when a limit of the lambda would cut, and cuts when the caller asks', async () => {
    await lambdas.deploy([define('x', `${usersOlder}limits: { rows: 1 }\n`)], { by: 'me' });

    expect(await refusal(execute({}))).toContain('LIMIT_ROWS');
    expect((await execute({}, { defaultRowLimit: 1 })).rows).toHaveLength(1);
  });

  it('remembers who executed it last and what went wrong, over a restart too', async () => {
    const [item] = await lambdas.deploy([define('x', usersOlder)], { by: 'me' });
    await refusal(execute({ age: 'x' }));
    stage.passMs(5000);
    await execute({}, { executedBy: 'you' });
    await lambdas.flush();

    const { lastExecution } = await (await stage.restartLambdas()).version(x, item!.version);
    expect(lastExecution).toEqual({
      atMs: stage.clock(),
      by: 'you',
      error: {
        atMs: stage.clock() - 5000,
        message: 'Value "x" for parameter "age" (specified type "int") is invalid: expected a whole number.',
      },
    });
  });

  it('repeats a cached result until it is too old', async () => {
    await lambdas.deploy([define('x', `${usersOlder}cache: { max_age: 1s }\n`)], { by: 'me' });
    const before = await execute({});
    await stage.documents.write(
      { workspace: 'commons', name: 'users' },
      {
        ids: ['d'],
        kinds: ['repsert'],
        versions: [2n],
        eventTimes: [1n],
        fields: userFields,
        columns: [['u-4'], [50n]],
      },
    );

    stage.passMs(999);
    expect((await execute({})).rows).toEqual(before.rows);
    expect((await execute({ age: 31 })).rows).toHaveLength(3);
    stage.passMs(1);
    expect((await execute({})).rows).toHaveLength(3);
  });

  it('in the background answers at once, or in full when it is done in time', async () => {
    await lambdas.deploy([define('x', usersOlder)], { by: 'me' });
    const request: ExecuteRequest = {
      ...x,
      select: { tag: 'latest' },
      arguments: new Map(),
      form: 'rockset',
      executedBy: 'me',
    };

    expect((await lambdas.execute({ ...request, async: { clientTimeoutMs: 0 } })).kind).toBe('started');
    expect((await execute({}, { async: { clientTimeoutMs: 5000 } })).rows).toHaveLength(2);
  });

  it('takes the types of a Rockset lambda from the call', async () => {
    await lambdas.save(content('SELECT user_id FROM users WHERE age > :age ORDER BY age LIMIT :n'), {
      mode: 'open',
      by: 'me',
    });

    expect((await execute({ age: 30, n: 1 }, { form: 'rockset' })).rows).toEqual([{ user_id: 'u-2' }]);
    expect((await lambdas.tag(x, 'latest')).version.columns).toBeUndefined();
    expect(await refusal(execute({ age: 30 }, { form: 'rockset' }))).toBe(
      'ARGUMENT_MISSING No value specified for query parameter "n". Please provide a value for this parameter and try again.',
    );
  });
});

describe('versions and tags', () => {
  const open = { mode: 'open', by: 'me' } as const;

  it('have one version for the same content', async () => {
    const first = await lambdas.save(content('SELECT 1'), open);
    const second = await lambdas.save(content('SELECT 1'), open);

    expect([first.outcome, second.outcome]).toEqual(['created', 'unchanged']);
    expect(second.version).toEqual(first.version);
  });

  it('refuse other content with the same id', async () => {
    await lambdas.save(content('SELECT 1'), open);

    expect(await refusal(lambdas.save(content('SELECT 1', { description: 'null' }), open))).toMatch(
      /^VERSION_COLLISION Other content of commons.x/,
    );
  });

  it('keep the rules of creating', async () => {
    expect(await refusal(lambdas.save(content('SELECT 1'), { ...open, mustExist: true }))).toContain(
      'LAMBDA_NOT_FOUND',
    );
    await lambdas.save(content('SELECT 1'), { ...open, mustBeNew: true });
    expect(await refusal(lambdas.save(content('SELECT 2'), { ...open, mustBeNew: true }))).toBe(
      'LAMBDA_EXISTS The lambda commons.x exists already.',
    );
    expect(await refusal(lambdas.save({ ...content('SELECT 1'), name: 'a b' }, open))).toContain('NAME_INVALID');
    expect(await refusal(lambdas.save({ ...content('SELECT 1'), workspace: 'a b' }, open))).toContain('NAME_INVALID');
    expect(await refusal(lambdas.save(content('SELECT 1'), { ...open, tag: '*' }))).toContain('NAME_INVALID');
  });

  it('move tags to any version, and protect what is in use', async () => {
    const first = (await lambdas.save(content('SELECT 1'), open)).version.version;
    const second = (await lambdas.save(content('SELECT 2'), { ...open, tag: 'prod' })).version.version;
    await lambdas.moveTag(x, 'prod', first);

    expect((await lambdas.tags(x)).map(({ tag, version }) => [tag, version.version])).toEqual([
      ['latest', second],
      ['prod', first],
    ]);
    expect(await refusal(lambdas.moveTag(x, 'prod', 'nope'))).toContain('VERSION_NOT_FOUND');
    expect(await refusal(lambdas.deleteTag(x, 'latest'))).toBe('TAG_PROTECTED The tag "latest" cannot be deleted.');
    expect(await refusal(lambdas.deleteVersion(x, first))).toBe(
      `VERSION_IN_USE The version ${first} of commons.x carries the tag "prod".`,
    );
    await lambdas.deleteTag(x, 'prod');
    expect((await lambdas.deleteVersion(x, first)).version).toBe(first);
    expect((await (await stage.restartLambdas()).versions(x)).map((version) => version.version)).toEqual([second]);
  });

  it('see a tag that another server moved', async () => {
    await lambdas.save(content('SELECT 1'), open);
    const other = await stage.restartLambdas();
    await other.save(content('SELECT 2'), open);
    const third = await lambdas.save(content('SELECT 3'), open);

    expect((await (await stage.restartLambdas()).tag(x, 'latest')).version.version).toBe(third.version.version);
  });

  it('are gone with their lambda', async () => {
    await lambdas.save(content('SELECT 1'), { ...open, tag: 'prod' });

    expect((await lambdas.delete(x)).versionCount).toBe(1);
    expect(await refusal(lambdas.versions(x))).toContain('LAMBDA_NOT_FOUND');
    expect(await (await stage.restartLambdas()).list()).toEqual([]);
    expect((await lambdas.save(content('SELECT 1'), { ...open, mustBeNew: true })).outcome).toBe('created');
  });
});
