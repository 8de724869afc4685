import { expect, it } from 'vitest';
import { takenOperations } from './taken-operations.ts';

const lambda = (name: string) => ({ workspace: 'commons', name });

it('names every new lambda whose operation is taken, and lets the others be', () => {
  const taken = takenOperations(
    [lambda('old')],
    [lambda('old'), lambda('a-b'), lambda('a_b'), lambda('old_rows'), lambda('c')],
  );

  expect(taken).toEqual([
    {
      lambda: lambda('a_b'),
      message: 'The lambda commons.a_b would have the OpenAPI operation commons_a_b, which is taken: commons.a-b.',
      hint: 'Give it another name.',
    },
    {
      lambda: lambda('old_rows'),
      message:
        'The lambda commons.old_rows would have the OpenAPI operation commons_old_rows, which is taken: commons.old.',
      hint: 'Give it another name.',
    },
  ]);
});
