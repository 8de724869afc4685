import type { QueryLambdaBody } from '../../api/lambdas.ts';
import { printQualified } from '../../base/name.ts';
import { element } from './element.ts';

/** The lambdas to choose from: a list of links beside the page, and a select on a narrow screen. */
export function makeLambdaMenu(lambdas: readonly QueryLambdaBody[], selected: string): HTMLElement {
  const names = lambdas.map(printQualified);
  const select = element(
    'select',
    { id: 'lambda-select', onchange: () => (location.hash = hashOf(select.value)) },
    ...names.map((name) => element('option', { value: name, selected: name === selected }, short(name))),
  );
  const links = names.map((name) =>
    element(
      'li',
      {},
      element('a', { href: hashOf(name), 'aria-current': name === selected ? 'page' : undefined }, short(name)),
    ),
  );
  return element(
    'nav',
    { class: 'menu', 'aria-label': 'Lambdas' },
    element('h2', {}, 'Lambdas'),
    element('label', { class: 'unseen', for: 'lambda-select' }, 'Lambda'),
    select,
    element('ul', {}, ...links),
  );
}

const hashOf = (name: string): string => `#/lambda/${encodeURIComponent(name)}`;
const short = (name: string): string => name.replace(/^commons\./, '');
