import { expect, it } from 'vitest';
import { argumentsJson, curlOf, missingArguments, parametersOf } from './arguments.ts';

const parameters = [
  { name: 'userid', type: 'string' },
  { name: 'limit', type: 'int', default: '5' },
  { name: 'vip', type: 'bool', default: 'false' },
  { name: 'ids', type: 'int[]', default: '[]' },
];

it('leaves out what is empty, so that defaults count', () =>
  expect(
    argumentsJson(
      parameters,
      new Map([
        ['userid', 'u-17'],
        ['limit', ''],
      ]),
    ),
  ).toBe('{"userid":"u-17"}'));

it('sends numbers with all their digits, lists line by line, and what is no number as text', () =>
  expect(
    argumentsJson(
      parameters,
      new Map([
        ['userid', '7'],
        ['limit', '9007199254740993'],
        ['vip', 'true'],
        ['ids', '1\n\n 2 \nx'],
      ]),
    ),
  ).toBe('{"userid":"7","limit":9007199254740993,"vip":true,"ids":[1,2,"x"]}'));

it('names required parameters that are not filled in', () => {
  expect(missingArguments(parameters, new Map())).toEqual(['userid']);
  expect(missingArguments(parameters, new Map([['userid', 'u-17']]))).toEqual([]);
});

it('writes a call that a shell reads back as it is', () =>
  expect(curlOf('http://127.0.0.1:8080', '/v1/x', '{"q":"it\'s"}')).toBe(
    `curl -s -H "Authorization: ApiKey $ROCKPOOL_API_KEY" 'http://127.0.0.1:8080/v1/x' -d '{"arguments":{"q":"it'\\''s"}}'`,
  ));

it('finds the parameters of a statement, and no casts, strings or comments', () =>
  expect(
    parametersOf(
      `SELECT a::INT, ':no', "x:y" -- :nor\n FROM t /* :neither */ WHERE b = :city AND c > :min AND d = :city`,
    ),
  ).toEqual(['city', 'min']));
