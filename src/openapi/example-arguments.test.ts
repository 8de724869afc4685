import { expect, it } from 'vitest';
import type { ParameterContract } from '../api/lambda-contract.ts';
import { exampleArguments } from './example-arguments.ts';

const example = (...parameters: ParameterContract[]): unknown =>
  exampleArguments({ workspace: 'commons', name: 'any', version: 'v', parameters, open: false });

it('takes the example, else the default, else the first value that is allowed', () => {
  expect(
    example(
      { name: 'shown', type: 'int', default: '5', example: 7 },
      { name: 'standard', type: 'string[]', default: '["a"]' },
      { name: 'chosen', type: 'string', constraints: { enum: ['red', 'blue'] } },
    ),
  ).toEqual({ shown: 7, standard: ['a'], chosen: 'red' });
});

it('gives each a member of its own, whatever it is called', () => {
  const names = ['__proto__', 'constructor', 'hasOwnProperty'];
  const made = example(...names.map((name): ParameterContract => ({ name, type: 'string', example: 'x' })));
  expect(Object.entries(made as object)).toEqual(names.map((name) => [name, 'x']));
});

it('leaves out what need not be given', () => {
  expect(example({ name: 'free', type: 'date', constraints: { nullable: true } })).toEqual({});
  expect(example()).toEqual({});
});

it('promises nothing where a required parameter has no value to show', () => {
  expect(example({ name: 'known', type: 'int', example: 1 }, { name: 'secret', type: 'string' })).toBeUndefined();
  const tags: ParameterContract = { name: 'tags', type: 'string[]', constraints: { enum: ['a', 'b'] } };
  expect(example(tags)).toBeUndefined();
});
