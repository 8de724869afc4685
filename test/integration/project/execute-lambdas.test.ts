import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toArgumentJson } from '../../../src/lambda/argument-json.ts';
import type { ExecuteRequest, LambdaService } from '../../../src/lambda/lambda-service.ts';
import { rowsAsJson } from '../../../src/lambda/row-json.ts';
import { content, define, openUsers, refusal, userFields, usersOlder, x } from './open-users.ts';
import type { Stage } from './stage.ts';

let stage: Stage;
let lambdas: LambdaService;
beforeEach(async () => {
  stage = await openUsers();
  lambdas = stage.lambdas;
});
afterEach(() => stage.close());

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
