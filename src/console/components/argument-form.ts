import type { ParameterView } from '../state/arguments.ts';
import { valueText } from '../state/exact-json.ts';
import { element } from './element.ts';

export interface ArgumentForm {
  readonly node: HTMLElement;
  /** What stands in the inputs, by parameter. */
  texts(): ReadonlyMap<string, string>;
}

type Input = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** One labelled input per parameter, by its type. `given` fills them; a required one without a value starts with its example. */
export function makeArgumentForm(
  parameters: readonly ParameterView[],
  given: ReadonlyMap<string, string>,
  changed: () => void,
): ArgumentForm {
  const inputs = new Map(parameters.map((parameter) => [parameter.name, makeInput(parameter)]));
  for (const parameter of parameters) {
    const input = inputs.get(parameter.name)!;
    input.value = asTyped(
      parameter,
      given.get(parameter.name) ?? (parameter.default === undefined ? exampleText(parameter) : ''),
    );
    input.addEventListener(input instanceof HTMLSelectElement ? 'change' : 'input', changed);
  }
  const fields = parameters.map((parameter) => makeField(parameter, inputs.get(parameter.name)!));
  return {
    node: element('div', { class: 'arguments' }, ...fields),
    texts: () =>
      new Map(parameters.map((parameter) => [parameter.name, asText(parameter, inputs.get(parameter.name)!.value)])),
  };
}

function makeField(parameter: ParameterView, input: Input): HTMLElement {
  const id = `argument-${parameter.name}`;
  const required = parameter.default === undefined;
  input.id = id;
  input.name = parameter.name;
  input.required = required;
  const help = helpText(parameter);
  if (help !== '') input.setAttribute('aria-describedby', `${id}-help`);
  return element(
    'div',
    { class: 'field' },
    element(
      'label',
      { for: id },
      parameter.name,
      element('span', { class: 'type' }, parameter.type),
      ...(required ? [element('span', { class: 'required' }, 'required')] : []),
    ),
    input,
    ...(help === '' ? [] : [element('p', { class: 'help', id: `${id}-help` }, help)]),
  );
}

function makeInput(parameter: ParameterView): Input {
  const { type, constraints = {} } = parameter;
  const placeholder = parameter.default === undefined ? exampleText(parameter) : parameter.default;
  if (constraints.enum !== undefined) return makeSelect(parameter, constraints.enum.map(valueText));
  if (type === 'bool') return makeSelect(parameter, ['true', 'false']);
  if (type.endsWith('[]')) return element('textarea', { rows: '3', placeholder: 'one per line', spellcheck: 'false' });
  const common = { placeholder, autocomplete: 'off', spellcheck: 'false', autocapitalize: 'off' };
  switch (type) {
    case 'date':
      return element('input', { type: 'date' });
    case 'timestamp':
      return element('input', { type: 'datetime-local', step: '1' });
    case 'int':
      // Not type=number: that rounds what is beyond 2^53, and scrolls values away.
      return element('input', { ...common, type: 'text', inputmode: 'numeric' });
    case 'float':
      return element('input', { ...common, type: 'text', inputmode: 'decimal' });
    default:
      return element('input', {
        ...common,
        type: 'text',
        ...(constraints.max_length === undefined ? {} : { maxlength: String(constraints.max_length) }),
      });
  }
}

function makeSelect(parameter: ParameterView, values: readonly string[]): HTMLSelectElement {
  const none = parameter.default === undefined ? 'choose…' : `default (${parameter.default})`;
  return element(
    'select',
    {},
    element('option', { value: '' }, none),
    ...values.map((value) => element('option', { value }, value)),
  );
}

/** Sentence, bounds and default: what a person needs to know before typing. */
function helpText({ type, description, constraints = {}, default: standard }: ParameterView): string {
  // A select names its default itself.
  const isChoice = type === 'bool' || constraints.enum !== undefined;
  return [
    description ?? '',
    boundsText(constraints),
    standard === undefined || isChoice ? '' : `${standard === '' ? 'empty' : standard} when absent`,
    type === 'timestamp' ? 'in UTC' : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function boundsText({ minimum, maximum }: NonNullable<ParameterView['constraints']>): string {
  if (minimum !== undefined && maximum !== undefined) return `from ${valueText(minimum)} to ${valueText(maximum)}`;
  if (minimum !== undefined) return `at least ${valueText(minimum)}`;
  return maximum === undefined ? '' : `at most ${valueText(maximum)}`;
}

const exampleText = (parameter: ParameterView): string => {
  if (Array.isArray(parameter.example)) return parameter.example.map(valueText).join('\n');
  return valueText(parameter.example);
};

/** The browser's input has no zone; ours is UTC. */
const asText = (parameter: ParameterView, value: string): string =>
  parameter.type === 'timestamp' && value !== '' ? `${value}Z` : value;
function asTyped(parameter: ParameterView, text: string): string {
  if (parameter.type !== 'timestamp' || Number.isNaN(Date.parse(text))) return text;
  return new Date(text).toISOString().slice(0, 19);
}
