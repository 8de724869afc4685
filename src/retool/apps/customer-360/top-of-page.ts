import type { Plugin } from '../../app.ts';
import { passwordInput } from '../../plugins/password-input.ts';
import { onPage } from '../../plugins/place.ts';
import { select } from '../../plugins/select.ts';
import { switchWidget } from '../../plugins/switch.ts';
import { textWidget } from '../../plugins/text-widget.ts';
import { allAnswers, customerAnswers } from './answers.ts';
import { anyFailed, choices, dataAge, failures, hasNoAge, isLoading, isMissing } from './expressions.ts';
import type { Customer360Way } from './queries.ts';

/** Rows that the top of the page takes. */
export const topHeight = 3.4;

/** An input under its label. */
const inputHeight = 1.6;

/** What has no label of its own stands beside the inputs, not beside their labels. */
const besideInputs = { row: 0.6, height: 1 } as const;

/** Gives the API key, in the app that has no resource to hold it; nothing is asked before, so its input comes first. */
export const apiKey = 'apiKey.value';

/** The selector, the live switch, how fresh the data is, and what there is to say instead of a customer. */
export const topOfPage = (screen: string, way: Customer360Way['kind']): readonly Plugin[] => [
  ...(way === 'no-resource' ? [keyInput(screen)] : []),
  select({
    id: 'customer',
    screen,
    place: onPage({
      row: 0,
      height: inputHeight,
      ...(way === 'no-resource' ? { col: 2, width: 4 } : { col: 0, width: 6 }),
    }),
    label: 'Customer',
    items: {
      kind: 'dynamic',
      data: `{{ ${choices} }}`,
      values: '{{ item.user_id }}',
      labels: '{{ item.label }}',
    },
    placeholder: 'Name, e-mail address or customer id',
    // Whoever has an id at hand need not find it in the list.
    allowCustomValue: true,
    emptyMessage: 'Nobody found. A customer id can be typed in full.',
    loading: '{{ searchCustomers.isFetching }}',
    ...(way === 'demo'
      ? {
          effects: customerAnswers.map(({ id }) => ({
            on: 'change' as const,
            type: 'datasource' as const,
            method: 'trigger',
            target: id,
          })),
        }
      : {}),
  }),
  switchWidget({
    id: 'live',
    screen,
    place: onPage({ ...besideInputs, col: 6, width: 3 }),
    label: 'Live: refresh every second',
  }),
  textWidget({
    id: 'dataAge',
    screen,
    place: onPage({ ...besideInputs, col: 9, width: 3 }),
    hidden: `{{ ${hasNoAge} }}`,
    value: `Data age: {{ ${dataAge} }}`,
  }),
  textWidget({
    id: 'notice',
    screen,
    place: onPage({ row: inputHeight, col: 0, width: 12, height: 0.8 }),
    hidden: `{{ ${way === 'no-resource' ? `!!${apiKey} && ` : ''}!!customer.value && !(${isMissing}) && !(${isLoading}) }}`,
    value: `{{ ${way === 'no-resource' ? askForKey : ''}!customer.value ? 'Choose a customer to see who they are, what they bought and what they are looking at now.' : (${isMissing}) ? '**There is no customer with the id “' + customer.value + '”.** Check the id, or search by name or e-mail address.' : 'Loading …' }}`,
  }),
  textWidget({
    id: 'problems',
    screen,
    place: onPage({ row: 2.4, col: 0, width: 12, height: 1 }),
    hidden: `{{ !(${anyFailed}) }}`,
    value: `⚠️ {{ ${failures(allAnswers)} }}`,
  }),
];

const askForKey = `!${apiKey} ? 'Enter an API key of the server that may execute lambdas. It is not stored.' : `;

const keyInput = (screen: string): Plugin =>
  passwordInput({
    id: 'apiKey',
    screen,
    place: onPage({ row: 0, col: 0, width: 2, height: inputHeight }),
    label: 'API key',
    required: true,
  });
