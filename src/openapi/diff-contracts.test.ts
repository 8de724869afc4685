import { describe, expect, it } from 'vitest';
import type { LambdaContract, ParameterContract } from '../api/lambda-contract.ts';
import { diffContracts } from './diff-contracts.ts';

const userid: ParameterContract = { name: 'userid', type: 'string' };
const limit: ParameterContract = {
  name: 'limit',
  type: 'int',
  default: '5',
  constraints: { minimum: 1, maximum: 100 },
};
const lambda: LambdaContract = {
  workspace: 'commons',
  name: 'a',
  version: '1',
  open: false,
  parameters: [userid, limit],
  columns: [
    { name: 'id', type: { kind: 'varchar' } },
    { name: 'n', type: { kind: 'bigint' } },
  ],
};
const messages = (after: Partial<LambdaContract>, before: Partial<LambdaContract> = {}): readonly string[] =>
  diffContracts([{ ...lambda, ...before }], [{ ...lambda, ...after }]).map(
    ({ breaks, message }) => `${breaks ? 'BREAKS' : 'ok'} ${message}`,
  );

describe('diffContracts', () => {
  it('finds nothing between equal contracts of other versions and descriptions', () => {
    expect(messages({ version: '2', description: 'Other words' })).toEqual([]);
  });

  it('tells lambdas that are new and that are gone, by name', () => {
    expect(diffContracts([lambda, { ...lambda, name: 'c' }], [{ ...lambda, name: 'b' }, lambda])).toEqual([
      { lambda: 'commons.b', message: 'is new', breaks: false },
      { lambda: 'commons.c', message: 'is removed', breaks: true },
    ]);
  });

  it.each<[string, readonly ParameterContract[], readonly string[]]>([
    ['removed', [userid], ['BREAKS the parameter limit is removed']],
    ['of another type', [userid, { ...limit, type: 'float' }], ['BREAKS the parameter limit is float; it was int']],
    [
      'new',
      [userid, limit, { name: 'since', type: 'date' }, { name: 'city', type: 'string', default: '' }],
      [
        'BREAKS the parameter since is new, and every call must give it',
        'ok the parameter city is new, and may be left out',
      ],
    ],
    [
      'required now',
      [userid, { name: 'limit', type: 'int', constraints: { minimum: 1, maximum: 100 } }],
      ['BREAKS the parameter limit has to be given now'],
    ],
    ['optional now', [{ ...userid, default: 'u' }, limit], ['ok the parameter userid may be left out now']],
    [
      'of another default',
      [userid, { ...limit, default: '9' }],
      ['ok the parameter limit has the default "9"; it had "5"'],
    ],
    [
      'narrower',
      [
        { ...userid, constraints: { pattern: '^u', min_length: 2, max_length: 9 } },
        { ...limit, constraints: { minimum: 2, maximum: 99 } },
      ],
      [
        'BREAKS the parameter userid has to match ^u',
        'BREAKS the parameter userid may not be shorter than 2',
        'BREAKS the parameter userid may not be longer than 9',
        'BREAKS the parameter limit may not be below 2',
        'BREAKS the parameter limit may not be above 99',
      ],
    ],
    ['wider', [userid, { ...limit, constraints: { minimum: 0 } }], []],
    [
      'one of few',
      [{ ...userid, constraints: { enum: ['x'] } }, limit],
      ['BREAKS the parameter userid may only be "x"'],
    ],
  ])('tells a parameter that is %s', (_, parameters, expected) => {
    expect(messages({ parameters })).toEqual(expected);
  });

  it.each([
    [{ min_length: 2 }, { min_length: 3 }, ['BREAKS the parameter userid may not be shorter than 3']],
    [{ max_length: 9 }, { max_length: 8 }, ['BREAKS the parameter userid may not be longer than 8']],
    [{ min_length: 2, max_length: 9 }, { min_length: 1, max_length: 10 }, []],
    [{ min_length: 2, max_length: 9 }, { min_length: 2, max_length: 9 }, []],
  ] as const)('tells that a text of %j is one of %j', (was, is, expected) => {
    const given = (constraints: ParameterContract['constraints']): Partial<LambdaContract> => ({
      parameters: [{ ...userid, ...(constraints === undefined ? {} : { constraints }) }],
    });
    expect(messages(given(is), given(was))).toEqual(expected);
  });

  it('tells values and nulls that are not allowed any more', () => {
    const before = { parameters: [{ ...userid, constraints: { enum: ['x', 'y'], nullable: true } }] };
    const after = { parameters: [{ ...userid, constraints: { enum: ['y', 'z'], nullable: true } }] };
    expect(messages(after, before)).toEqual(['BREAKS the parameter userid may not be "x" any more']);
    expect(messages({ parameters: [{ ...userid, default: 'x', constraints: { enum: ['x', 'y'] } }] }, before)).toEqual([
      'BREAKS the parameter userid may not be null any more',
    ]);
  });

  it('takes a removed parameter for harmless where any parameter may be given', () => {
    expect(messages({ open: true, parameters: [userid] })).toEqual(['ok takes parameters that nobody declared']);
  });

  it('tells a lambda that does not take any parameter any more', () => {
    expect(messages({ open: false }, { open: true })).toEqual([
      'BREAKS does not take parameters that nobody declared any more',
    ]);
  });

  it('tells columns that are removed, of another type, new, and not known any more', () => {
    expect(
      messages({
        columns: [
          { name: 'n', type: { kind: 'list', element: { kind: 'bigint' } } },
          { name: 'm', type: { kind: 'date' } },
        ],
      }),
    ).toEqual([
      'BREAKS the column id is removed',
      'BREAKS the column n is BIGINT[]; it was BIGINT',
      'ok the column m is new',
    ]);
    const { columns: _, ...unknown } = lambda;
    expect(diffContracts([lambda], [unknown]).map(({ message }) => message)).toEqual([
      'its columns are known only when it is called',
    ]);
    expect(diffContracts([unknown], [lambda])).toEqual([]);
  });
});
