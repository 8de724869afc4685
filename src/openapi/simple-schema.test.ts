import { expect, it } from 'vitest';
import type { JsonObject } from '../base/json.ts';
import { simpleSchema } from './simple-schema.ts';

it('says "or null" as a further type, with null among the values that may be chosen', () => {
  const number = { type: 'integer', minimum: 0 };
  expect(simpleSchema({ anyOf: [number, { type: 'null' }], description: 'Rows' })).toEqual({
    type: ['integer', 'null'],
    minimum: 0,
    description: 'Rows',
  });
  expect(simpleSchema({ anyOf: [{ type: 'string', enum: ['A'] }, { type: 'null' }] })).toEqual({
    type: ['string', 'null'],
    enum: ['A', null],
  });
});

it('keeps alternatives that are no single type', () => {
  const reference: JsonObject = { anyOf: [{ $ref: '#/components/schemas/Error' }, { type: 'null' }] };
  expect(simpleSchema(reference)).toEqual(reference);
  const either = { anyOf: [{ type: 'string' }, { type: 'number' }] };
  expect(simpleSchema(either)).toEqual(either);
});

it('says that a choice of texts is text', () => {
  expect(simpleSchema({ enum: ['a', 'b'] })).toEqual({ type: 'string', enum: ['a', 'b'] });
  expect(simpleSchema({ enum: ['a', 1] })).toEqual({ enum: ['a', 1] });
});
