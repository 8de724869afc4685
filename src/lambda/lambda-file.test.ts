import { describe, expect, it } from 'vitest';
import { parseYaml } from '../config/yaml-document.ts';
import { parseLambda } from './lambda-file.ts';

const parse = (text: string) => {
  const result = parseYaml('lambdas/x.yaml', text);
  if (result.kind === 'problems') throw new Error(result.problems[0]!.message);
  const readSql = (path: string) =>
    path === 'x.sql' ? { file: 'lambdas/x.sql', text: 'SELECT 2' } : { problem: 'no such file.' };
  return parseLambda(result.document, { workspace: 'commons', name: 'x', readSql });
};

const problemsOf = (text: string): readonly string[] => {
  const parsed = parse(text);
  return parsed.kind === 'problems'
    ? parsed.problems.map(({ line, column, message }) => `${line}:${column} ${message}`)
    : [];
};

const withParameter = (parameter: string): string => `sql: SELECT 1\nparameters:\n  p: { ${parameter} }\n`;

describe('a lambda file', () => {
  it('becomes a definition', () => {
    const text = `description: d
parameters:
  userid: { type: string, description: Who, example: u-17 }
  limit: { type: int, default: 9007199254740993, minimum: 1 }
  tags: { type: "string[]", default: [a, b] }
  since: { type: timestamp, default: "2026-01-01" }
  only: { type: string, default: null }
sql: |
  SELECT 1
limits: { timeout: 5s, rows: 10, scan_rows: 20, scan_bytes: 1 MB }
cache: { max_age: 1s }
tests:
  - name: t
    fixtures: { users: [ { _id: a } ] }
    arguments: { userid: u }
    expect: [ { a: 1 } ]
    now: "2026-01-01T00:00:00Z"
`;

    expect(parse(text)).toEqual({
      kind: 'definition',
      definition: {
        workspace: 'commons',
        name: 'x',
        description: 'd',
        sql: 'SELECT 1\n',
        parameters: [
          { name: 'userid', type: 'string', description: 'Who', example: 'u-17' },
          { name: 'limit', type: 'int', default: '9007199254740993', constraints: { minimum: 1 } },
          { name: 'tags', type: 'string[]', default: '["a","b"]' },
          { name: 'since', type: 'timestamp', default: '2026-01-01T00:00:00.000000Z' },
          { name: 'only', type: 'string', constraints: { nullable: true } },
        ],
        limits: { timeoutMs: 5000, rows: 10, scanRows: 20, scanBytes: 1_000_000 },
        cacheMaxAgeMs: 1000,
        tests: [
          {
            name: 't',
            fixtures: { users: [{ _id: 'a' }] },
            arguments: { userid: 'u' },
            expect: [{ a: 1 }],
            now: '2026-01-01T00:00:00Z',
          },
        ],
        file: 'lambdas/x.yaml',
        sqlPlace: { file: 'lambdas/x.yaml', line: 9, column: 3 },
      },
    });
  });

  it('may name a file for its SQL', () => {
    expect(parse('sql_path: x.sql\n')).toMatchObject({
      definition: { sql: 'SELECT 2', sqlPlace: { file: 'lambdas/x.sql', line: 1, column: 1 } },
    });
  });

  it.each([
    ['description: x\n', '1:1 the file needs "sql" (or "sql_path"): one SELECT.'],
    ['sql: SELECT 1\nsql_path: x.sql\n', '2:11 a lambda has `sql` or `sql_path`, not both.'],
    ['sql_path: y.sql\n', '1:11 no such file.'],
    ['sql: >\n  SELECT\n  1\n', '1:6 lines of SQL must not be joined: a -- comment would swallow what follows.'],
    [
      'sql: SELECT 1\nparams: {}\n',
      '2:1 unknown key "params". Known here: description, parameters, sql, sql_path, limits, cache, tests.',
    ],
    ['sql: 5\n', '1:6 "sql" must be a text that is not empty, not 5.'],
    ['sql: SELECT 1\nlimits: { rows: 0 }\n', '2:17 "limits.rows" must be a whole number of at least 1, not 0.'],
    [
      'sql: SELECT 1\nlimits: { timeout: 5 }\n',
      '2:20 "limits.timeout" must be a duration such as 30s, 5m or 90d, not 5.',
    ],
    ['sql: SELECT 1\nlimits: { timeout: 0s }\n', '2:20 the timeout must be longer than nothing.'],
    [
      'sql: SELECT 1\ncache: { max_age: soon }\n',
      '2:19 "cache.max_age" must be a duration such as 30s, 5m or 90d, not "soon".',
    ],
    [
      'sql: SELECT 1\nparameters: { 1a: { type: int } }\n',
      '2:15 "1a" is not a name. Expected letters, digits and _, a letter or _ first.',
    ],
    [
      'sql: SELECT 1\nparameters: { a: { type: int }, A: { type: int } }\n',
      '2:36 the parameters "a" and "A" differ only in case.',
    ],
    ['sql: SELECT 1\nparameters: { a: int }\n', '2:18 "parameters.a" must be a set of keys, not "int".'],
    ['sql: SELECT 1\ntests: [ { expect: [] } ]\n', '2:10 "tests[0]" needs "name": a text that is not empty.'],
    ['sql: SELECT 1\ntests: [ { name: a, expect: [] }, { name: a, expect: [] } ]\n', '2:43 two tests are called "a".'],
    [
      'sql: SELECT 1\ntests: [ { name: a, expect: [], now: noon } ]\n',
      '2:38 now must be a time such as 2026-08-17T12:00:00Z, not "noon".',
    ],
    [
      'sql: SELECT 1\ntests: [ { name: a, expect: [ { n: 9007199254740993 } ] } ]\n',
      '2:36 9007199254740993 has more digits than a number here can keep.',
    ],
  ])('is refused when it is %j', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  it.each([
    [
      'description: x',
      '"parameters.p" needs "type": a type: string, int, float, bool, date, timestamp, or a list such as "string[]".',
    ],
    ['type: strng', '"strng" is not a type of parameters. Did you mean "string"?'],
    ['type: integer', '"integer" is not a type of parameters. Write "int".'],
    [
      'type: blob',
      '"blob" is not a type of parameters. Known are: string, int, float, bool, date, timestamp, and lists such as "string[]".',
    ],
    ['type: int, default: five', 'the default "five" does not fit the parameter: expected a whole number.'],
    ['type: int, default: 5, maximum: 3', 'the default 5 does not fit the parameter: it must be at most 3.'],
    ['type: int, example: x', 'the example "x" does not fit the parameter: expected a whole number.'],
    ['type: string, minimum: 1', 'minimum does not fit the type string.'],
    ['type: int, minimum: x', 'minimum must be a value of the type int, not "x".'],
    ['type: int, minimum: 5, maximum: 3', 'minimum is above maximum.'],
    ['type: string, min_length: 5, max_length: 3', 'min_length is above max_length.'],
    ['type: int, max_length: 3', 'max_length does not fit the type int: it is for texts and lists.'],
    ['type: int, pattern: x', 'pattern does not fit the type int: it is for texts.'],
    ['type: string, pattern: "("', 'pattern is not a regular expression: "(".'],
    ['type: int, enum: [1, x]', 'the value "x" of enum is not of the type int.'],
    ['type: string, enum: [a, a]', 'the value "a" stands twice in enum.'],
    ['type: string, enum: []', '"parameters.p.enum" must be a list with at least 1, not an empty list.'],
    [
      'type: string, dflt: x',
      'unknown key "dflt". Known here: type, description, example, default, enum, minimum, maximum, min_length, max_length, pattern.',
    ],
  ])('is refused with a parameter %s', (parameter, problem) => {
    expect(problemsOf(withParameter(parameter)).map((one) => one.replace(/^\d+:\d+ /, ''))).toEqual([problem]);
  });
});
