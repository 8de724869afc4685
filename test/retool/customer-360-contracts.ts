import type { LambdaContract, ParameterContract } from '../../src/api/lambda-contract.ts';
import type { Field, ScalarKind } from '../../src/schema/sql-type.ts';

const userid: ParameterContract = { name: 'userid', type: 'string', example: 'u-17' };
const limit = (rows: number): ParameterContract => ({ name: 'limit', type: 'int', default: String(rows) });

const fields = (kinds: Readonly<Record<string, ScalarKind>>): readonly Field[] =>
  Object.entries(kinds).map(([name, kind]) => ({ name, type: { kind } }));

const lambda = (name: string, parameters: readonly ParameterContract[], columns: readonly Field[]): LambdaContract => ({
  workspace: 'commons',
  name,
  version: 'a1b2c3d4e5f60718',
  parameters,
  open: false,
  columns,
});

/** The contracts of this project's own lambdas, as a server with them tells. */
export const customer360Contracts: readonly LambdaContract[] = [
  lambda('avg_purchase_price', [userid], fields({ avg_purchase_price: 'double' })),
  lambda(
    'profile',
    [userid],
    fields({
      user_id: 'varchar',
      first_name: 'varchar',
      last_name: 'varchar',
      email: 'varchar',
      phone: 'varchar',
      city: 'varchar',
      state: 'varchar',
      created_at: 'timestamptz',
    }),
  ),
  lambda(
    'purchase_history',
    [userid, limit(20)],
    [
      ...fields({ purchase_id: 'varchar', event_time: 'timestamptz', amount: 'double', card_type: 'varchar' }),
      { name: 'products', type: { kind: 'list', element: { kind: 'varchar' } } },
    ],
  ),
  lambda(
    'recent_activity',
    [userid, limit(20)],
    fields({
      event_time: 'timestamptz',
      action: 'varchar',
      product_id: 'varchar',
      product_name: 'varchar',
      category: 'varchar',
    }),
  ),
  lambda('recommendation', [userid, limit(5)], fields({ product_name: 'varchar', times: 'bigint' })),
  lambda(
    'search_customers',
    [{ name: 'q', type: 'string', default: '' }, limit(20)],
    fields({
      user_id: 'varchar',
      name: 'varchar',
      email: 'varchar',
      city: 'varchar',
      state: 'varchar',
      label: 'varchar',
    }),
  ),
  lambda(
    'top_products_now',
    [{ name: 'minutes', type: 'int', default: '5' }, limit(10)],
    fields({ product_name: 'varchar', category: 'varchar', times: 'bigint', customers: 'bigint' }),
  ),
  lambda('total_spend', [userid], fields({ total_spend: 'double', purchases: 'bigint' })),
];
