import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { LambdaContract } from '../../src/api/lambda-contract.ts';
import { invariant } from '../../src/base/assert.ts';
import type { RetoolApp } from '../../src/retool/app.ts';
import { customer360 } from '../../src/retool/apps/customer-360/customer-360.ts';
import { lambdaExplorer } from '../../src/retool/apps/lambda-explorer/lambda-explorer.ts';
import { checkAgainstLambdas } from '../../src/retool/check/check-against-lambdas.ts';
import { findAppProblems } from '../../src/retool/check/find-app-problems.ts';
import { decodeApp } from '../../src/retool/codec/decode-app.ts';
import { encodeApp } from '../../src/retool/codec/encode-app.ts';
import { customer360Contracts } from './customer-360-contracts.ts';
import { manyContracts } from './many-contracts.ts';
import { findShapeProblems } from './shape.ts';

const tag = 'latest';
const ways = [{ kind: 'resource' }, { kind: 'no-resource', baseUrl: 'http://localhost:8787' }] as const;

function customer(way: (typeof ways)[number] | { readonly kind: 'demo' }): RetoolApp {
  const app = customer360({ lambdas: customer360Contracts, tag, way });
  invariant(app !== undefined, 'the demo project has the lambdas of the customer 360');
  return app;
}

interface Generated {
  readonly name: string;
  readonly app: RetoolApp;
  readonly lambdas: readonly LambdaContract[];
}

const explorer = (name: string, lambdas: readonly LambdaContract[], way: (typeof ways)[number]): Generated => ({
  name: `the explorer of ${name}, ${way.kind}`,
  app: lambdaExplorer({ lambdas, tag, way }),
  lambdas,
});

const generated: readonly Generated[] = [
  ...[...ways, { kind: 'demo' } as const].map((way) => ({
    name: `the customer 360, ${way.kind}`,
    app: customer(way),
    lambdas: customer360Contracts,
  })),
  ...ways.flatMap((way) => [
    explorer('the demo project', customer360Contracts, way),
    explorer('many lambdas', manyContracts, way),
    explorer('no lambda', [], way),
  ]),
];

describe.each(generated)('$name', ({ app, lambdas }) => {
  it('is written, read and written again as the same app and the same bytes', () => {
    const text = encodeApp(app);
    const { version: _, ...decoded } = decodeApp(text, app.name);
    expect(decoded).toEqual(app);
    expect(encodeApp(decoded)).toBe(text);
  });

  it('has only keys, containers, values and event handlers that exports of Retool have', () => {
    expect(findShapeProblems(encodeApp(app))).toEqual([]);
  });

  it('names only what exists, and stands in its twelve columns', () => {
    expect(findAppProblems(app)).toEqual([]);
  });

  it('fits the lambdas that it was made of', () => {
    expect(checkAgainstLambdas(app, lambdas, tag)).toEqual([]);
  });
});

describe.each(['customer-360', 'customer-360.no-resource', 'customer-360.demo', 'lambda-explorer'])(
  'retool/%s.json',
  (file) => {
    it('passes every gate as it is committed', () => {
      const text = readFileSync(new URL(`../../retool/${file}.json`, import.meta.url), 'utf8');
      expect(findShapeProblems(text)).toEqual([]);
      expect(findAppProblems(decodeApp(text, file))).toEqual([]);
    });
  },
);

describe('a lambda that changed', () => {
  const app = customer({ kind: 'resource' });
  const changed = (name: string, change: (lambda: LambdaContract) => LambdaContract): readonly string[] =>
    checkAgainstLambdas(
      app,
      customer360Contracts.map((lambda) => (lambda.name === name ? change(lambda) : lambda)),
      tag,
    ).map(({ plugin, message }) => `${plugin}: ${message}`);

  it('is missed by the customer 360 when it returns a column no more that the screen shows', () => {
    const columns = customer360Contracts.flatMap(({ name, columns = [] }) =>
      columns.map((column) => [name, column.name] as const),
    );
    const unmissed = columns.filter(
      ([name, column]) =>
        changed(name, (lambda) => ({ ...lambda, columns: (lambda.columns ?? []).filter((one) => one.name !== column) }))
          .length === 0,
    );
    expect(unmissed.map(([name, column]) => `${name}.${column}`)).toEqual([
      'recent_activity.product_id',
      // What was found and who is shown are one list, whose labels are made of both.
      ...['name', 'email', 'city', 'state', 'label'].map((column) => `search_customers.${column}`),
    ]);
    expect(
      changed('total_spend', (lambda) => ({ ...lambda, columns: [{ name: 'purchases', type: { kind: 'bigint' } }] })),
    ).toEqual([
      'totalSpendFigure: value: reads the column "total_spend", which commons.total_spend (query totalSpend) does not return.',
    ]);
  });

  it('is missed when it is not deployed, or takes other arguments', () => {
    expect(changed('profile', (lambda) => ({ ...lambda, name: 'profiles' }))).toEqual([
      'profile: calls commons.profile, which is not deployed with the tag "latest". Did you mean "commons.profiles"?',
    ]);
    expect(changed('profile', (lambda) => ({ ...lambda, parameters: [{ name: 'user_id', type: 'string' }] }))).toEqual([
      'profile: gives the argument "userid", which commons.profile does not take. Did you mean "user_id"?',
      'profile: gives no argument "user_id", which commons.profile requires.',
    ]);
  });
});
