import { RockpoolError } from '../../base/error.ts';
import { element } from '../components/element.ts';
import { makeErrorPanel } from '../components/error-panel.ts';
import type { Page } from './lambda-page.ts';

/** Asks for a key and hands it over; `refused` says why the last one did not do. */
export function makeSignInPage(enter: (key: string) => void, refused?: RockpoolError): Page {
  const input = element('input', {
    id: 'key',
    type: 'password',
    autocomplete: 'off',
    spellcheck: 'false',
    required: true,
  });
  const errors = makeErrorPanel();
  if (refused !== undefined) errors.show(refused);
  const node = element(
    'article',
    { class: 'sign-in' },
    element('h1', {}, 'Whose key?'),
    element(
      'p',
      { class: 'description' },
      'rockpool start prints one; rockpool keys create makes more. It is kept in this tab only, until you close it.',
    ),
    element(
      'form',
      {
        class: 'card',
        onsubmit: (event) => {
          event.preventDefault();
          if (input.value.trim() !== '') enter(input.value.trim());
        },
      },
      element('div', { class: 'field' }, element('label', { for: 'key' }, 'API key'), input),
      element('div', { class: 'bar' }, element('button', { type: 'submit', class: 'primary' }, 'Continue')),
    ),
    errors.node,
  );
  return { node, leave() {} };
}
