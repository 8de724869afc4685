import { describe, expect, it } from 'vitest';
import { invariant } from '../../src/base/assert.ts';
import type { RetoolApp } from '../../src/retool/app.ts';
import { customer360 } from '../../src/retool/apps/customer-360/customer-360.ts';
import { lambdaExplorer } from '../../src/retool/apps/lambda-explorer/lambda-explorer.ts';
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

const apps: readonly (readonly [string, RetoolApp])[] = [
  ...[...ways, { kind: 'demo' } as const].map((way) => [`the customer 360, ${way.kind}`, customer(way)] as const),
  ...ways.flatMap((way) => [
    [`the explorer of the demo project, ${way.kind}`, lambdaExplorer({ lambdas: customer360Contracts, tag, way })] as const,
    [`the explorer of many lambdas, ${way.kind}`, lambdaExplorer({ lambdas: manyContracts, tag, way })] as const,
  ]),
  ['the explorer of no lambda', lambdaExplorer({ lambdas: [], tag, way: { kind: 'resource' } })],
];

describe.each(apps)('%s', (_name, app) => {
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
});
