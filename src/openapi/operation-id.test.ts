import { expect, it } from 'vitest';
import { findCollision, operationId, rowsOperationId } from './operation-id.ts';

const lambda = (workspace: string, name: string) => ({ workspace, name });

it('is made of workspace and name, other characters replaced', () => {
  expect([operationId(lambda('commons', 'top-products')), rowsOperationId(lambda('a.b', 'c'))]).toEqual([
    'commons_top_products',
    'a_b_c_rows',
  ]);
});

it('finds lambdas that would share an id with another lambda or with the platform', () => {
  expect(findCollision([lambda('commons', 'a-b'), lambda('commons', 'a_b')])).toEqual({
    lambda: lambda('commons', 'a_b'),
    with: 'commons.a-b',
    id: 'commons_a_b',
  });
  expect(findCollision([lambda('commons', 'a'), lambda('commons', 'a_rows')])).toEqual({
    lambda: lambda('commons', 'a_rows'),
    with: 'commons.a',
    id: 'commons_a_rows',
  });
  expect(findCollision([lambda('list', 'lambdas')])).toMatchObject({ id: 'list_lambdas' });
  expect(findCollision([lambda('commons', 'a'), lambda('commons', 'b')])).toBeUndefined();
});
