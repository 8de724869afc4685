import type { LambdaContract } from '../api/lambda-contract.ts';
import type { RetoolApp } from './app.ts';
import { customer360 } from './apps/customer-360/customer-360.ts';
import { lambdaExplorer } from './apps/lambda-explorer/lambda-explorer.ts';

export interface KitOptions {
  /** Of the tag. */
  readonly lambdas: readonly LambdaContract[];
  /** The apps call this tag. */
  readonly tag: string;
  /** Where Retool reaches the server: `https://lambdas.example.com`. */
  readonly address: string;
}

export interface KitApp {
  /** Of its file. */
  readonly path: string;
  readonly app: RetoolApp;
}

/** Files that only some projects have, so that one may be left of a time when this project had them. */
export const optionalFiles = ['customer-360.json', 'customer-360.no-resource.json', 'customer-360.demo.json'];

/** The apps that call the lambdas through the resource: the explorer, and the customer 360 where the project has its lambdas. */
export function resourceApps({ lambdas, tag }: Omit<KitOptions, 'address'>): readonly KitApp[] {
  const way = { kind: 'resource' } as const;
  return present({
    'customer-360.json': customer360({ lambdas, tag, way }),
    'lambda-explorer.json': lambdaExplorer({ lambdas, tag, way }),
  });
}

/** The customer 360 for those who have set up nothing: by absolute addresses, and with canned answers. */
export function apartApps({ lambdas, tag, address }: KitOptions): readonly KitApp[] {
  return present({
    'customer-360.no-resource.json': customer360({ lambdas, tag, way: { kind: 'no-resource', baseUrl: address } }),
    'customer-360.demo.json': customer360({ lambdas, tag, way: { kind: 'demo' } }),
  });
}

const present = (apps: Readonly<Record<string, RetoolApp | undefined>>): readonly KitApp[] =>
  Object.entries(apps).flatMap(([path, app]) => (app === undefined ? [] : [{ path, app }]));
