import type { LambdaContract } from '../../../api/lambda-contract.ts';
import type { RetoolApp } from '../../app.ts';
import { screen } from '../../plugins/screen.ts';
import { findLambdas } from './find-lambdas.ts';
import { queries, type Customer360Way } from './queries.ts';
import { sections } from './sections.ts';
import { apiKey, topOfPage } from './top-of-page.ts';

export interface Customer360Options {
  readonly lambdas: readonly LambdaContract[];
  readonly tag: string;
  readonly way: Customer360Way;
}

const names = {
  resource: 'Customer 360',
  'no-resource': 'Customer 360 without a resource',
  demo: 'Customer 360 demo',
} as const satisfies Record<Customer360Way['kind'], string>;

const page = 'page1';

/**
 * The screen for whoever talks to a customer: who they are, what they spent, what they did a moment ago and what they are likely to want.
 * Undefined when the project lacks one of its lambdas, or one of their parameters or columns.
 */
export function customer360({ lambdas, tag, way }: Customer360Options): RetoolApp | undefined {
  const found = findLambdas(lambdas);
  if (found === undefined) return undefined;
  // Every server asks for a key, and no file of ours holds one: without a resource the person enters it.
  const asked = way.kind === 'no-resource' ? { ...way, key: apiKey } : way;
  return {
    name: names[way.kind],
    rootScreen: page,
    plugins: [
      ...screen(page, 'Customer 360', 0),
      ...queries({ screen: page, way: asked, tag, lambdas: found }),
      ...topOfPage(page, way.kind),
      ...sections(page),
    ],
  };
}
