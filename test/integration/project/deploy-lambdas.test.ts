import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RockpoolError } from '../../../src/base/error.ts';
import type { LambdaService } from '../../../src/lambda/lambda-service.ts';
import { define, openUsers, usersOlder, x } from './open-users.ts';
import type { Stage } from './stage.ts';

let stage: Stage;
let lambdas: LambdaService;
beforeEach(async () => {
  stage = await openUsers();
  lambdas = stage.lambdas;
});
afterEach(() => stage.close());

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
