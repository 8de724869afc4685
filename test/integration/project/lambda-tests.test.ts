import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseYaml } from '../../../src/config/yaml-document.ts';
import { parseLambda } from '../../../src/lambda/lambda-file.ts';
import type { LambdaDefinition } from '../../../src/lambda/lambda.ts';
import { runLambdaTests, updateExpectation } from '../../../src/lambda/run-lambda-tests.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
  await stage.declare('events', [
    { name: 'user_id', type: { kind: 'varchar' } },
    { name: 'amount', type: { kind: 'double' } },
    { name: 'tags', type: { kind: 'list', element: { kind: 'varchar' } } },
  ]);
});

afterAll(() => stage.close());

// Order versions of fixtures begin with the clock.
beforeEach(() => stage.passMs(1000));

const define = (text: string): LambdaDefinition => {
  const result = parseYaml('lambdas/x.yaml', text);
  if (result.kind === 'problems') throw new Error(result.problems[0]!.message);
  const parsed = parseLambda(result.document, {
    workspace: 'commons',
    name: 'x',
    readSql: () => ({ problem: 'none' }),
  });
  if (parsed.kind === 'problems') throw new Error(parsed.problems[0]!.message);
  return parsed.definition;
};

const resultsOf = async (text: string) =>
  (await runLambdaTests([define(text)], stage)).map(({ test, outcome, diff, error }) => ({
    test,
    outcome,
    ...(diff === undefined ? {} : { diff }),
    ...(error === undefined ? {} : { error: `${error.code} ${error.message}` }),
  }));

const head = `parameters: { user: { type: string, default: a } }
sql: |
  SELECT user_id, amount FROM events WHERE user_id = :user
tests:
`;

describe('tests of lambdas', () => {
  it('see their own fixtures and nothing of other tests', async () => {
    const text = `${head}
  - { name: one, fixtures: { events: [ { user_id: a, amount: 1 } ] }, expect: [ { user_id: a, amount: 1 } ] }
  - { name: none, expect: [] }
  - { name: again, fixtures: { events: [ { user_id: b, amount: 0.1 }, { user_id: b, amount: null } ] }, arguments: { user: b }, expect: [ { user_id: b, amount: null }, { user_id: b, amount: 0.1 } ] }
`;

    expect(await resultsOf(text)).toEqual([
      { test: 'one', outcome: 'passed' },
      { test: 'none', outcome: 'passed' },
      { test: 'again', outcome: 'passed' },
    ]);
  });

  it('compare in order when the SQL sorts, and show the difference', async () => {
    const text = `sql: SELECT user_id FROM events ORDER BY user_id
tests:
  - { name: t, fixtures: { events: [ { user_id: a }, { user_id: b } ] }, expect: [ { user_id: b }, { user_id: a } ] }
`;

    expect(await resultsOf(text)).toEqual([
      { test: 't', outcome: 'failed', diff: '- {"user_id":"b"}\n  {"user_id":"a"}\n+ {"user_id":"b"}' },
    ]);
  });

  it('pin the clock', async () => {
    const text = `sql: SELECT now() AS at, _event_time > now() - to_minutes(5) AS fresh FROM events
tests:
  - name: t
    now: "2020-01-01T00:00:00Z"
    fixtures: { events: [ { _event_time: "2019-12-31T23:56:00Z" } ] }
    expect: [ { at: "2020-01-01T00:00:00Z", fresh: true } ]
`;

    expect(await resultsOf(text)).toEqual([{ test: 't', outcome: 'passed' }]);
  });

  it.each([
    [
      'fixtures: { evnts: [] }',
      'COLLECTION_NOT_FOUND Collection "evnts" does not exist in workspace "commons". Did you mean "events"?',
    ],
    [
      'fixtures: { events: [ { usr_id: a } ] }',
      'LAMBDA_TEST_FAILED Fixture events[0]: the collection has no field "usr_id". Did you mean "user_id"?',
    ],
    [
      'fixtures: { events: [ {}, { user_id: 5 } ] }',
      'LAMBDA_TEST_FAILED Fixture events[1]: user_id must be VARCHAR, not 5.',
    ],
    [
      'fixtures: { events: [ { tags: [a, 1] } ] }',
      'LAMBDA_TEST_FAILED Fixture events[0]: tags must be VARCHAR[], not ["a",1].',
    ],
    ['arguments: { usr: a }', 'ARGUMENT_UNKNOWN There is no parameter "usr". Did you mean "user"?'],
    [
      'arguments: { user: [a] }',
      'ARGUMENT_INVALID Value ["a"] for parameter "user" (specified type "string") is invalid: expected a text.',
    ],
  ])('name what is wrong with %s', async (wrong, error) => {
    expect(await resultsOf(`${head}  - { name: t, ${wrong}, expect: [] }\n`)).toEqual([
      { test: 't', outcome: 'failed', error },
    ]);
  });

  it('are rewritten so that they pass', async () => {
    const text = `${head}  - name: t # a comment
    fixtures: { events: [ { user_id: a, amount: 1 } ] }
    expect: []
`;
    const [result] = await runLambdaTests([define(text)], stage);
    const updated = updateExpectation(text, result!);
    stage.passMs(1000);

    expect(updated).toBe(text.replace('expect: []', 'expect:\n      - { user_id: a, amount: 1 }'));
    expect(await resultsOf(updated)).toEqual([{ test: 't', outcome: 'passed' }]);
  });

  it('keep a text unchanged when there are no rows to write', () => {
    const text = readFileSync('lambdas/profile.yaml', 'utf8');
    const failed = {
      workspace: 'commons',
      name: 'profile',
      file: 'lambdas/profile.yaml',
      index: 0,
      test: 't',
      outcome: 'failed',
      elapsedMs: 0,
    } as const;

    expect(updateExpectation(text, failed)).toBe(text);
  });
});
