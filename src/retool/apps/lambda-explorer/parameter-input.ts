import type { Json } from '../../../base/json.ts';
import type { ParameterContract } from '../../../api/lambda-contract.ts';
import { elementOf, type ScalarArgumentType } from '../../../schema/argument-type.ts';
import type { Plugin } from '../../app.ts';
import { dateTime } from '../../plugins/date-time.ts';
import { date } from '../../plugins/date.ts';
import type { InputOptions } from '../../plugins/input.ts';
import type { ArgumentExpression } from '../../plugins/lambda-query.ts';
import { literal } from '../../plugins/literal.ts';
import { multiselect } from '../../plugins/multiselect.ts';
import { numberInput } from '../../plugins/number-input.ts';
import { select } from '../../plugins/select.ts';
import { textArea } from '../../plugins/text-area.ts';
import { textInput } from '../../plugins/text-input.ts';
import type { WidgetOptions } from '../../plugins/widget.ts';
import { exactNumber, filledDay, filledList, filledTime, textOf } from './filled-values.ts';
import { parameterWords } from './parameter-words.ts';

/** The input of a parameter, and how its value is sent. */
export interface ParameterInput {
  readonly plugin: Plugin;
  readonly argument: ArgumentExpression;
  /** An expression that is true while the lambda cannot be called without it; undefined where it can always. */
  readonly missing?: string;
}

/** From here on a text is worth several lines. */
const longText = 300;

/** Every type of parameter has an input: lists are entered one by one, times of day and times without a zone as text. */
export function parameterInput(
  parameter: ParameterContract,
  options: WidgetOptions & { readonly label: string },
): ParameterInput {
  const { type, description, constraints = {} } = parameter;
  const required = parameter.default === undefined && constraints.nullable !== true;
  const input: InputOptions = {
    ...options,
    label: literal(options.label),
    caption: literal(parameterWords(parameter)),
    ...(description === undefined ? {} : { help: literal(description) }),
    required,
  };
  const element = elementOf(type);
  const value = `${options.id}.value`;
  if (element !== undefined) {
    return {
      plugin: listInput(parameter, element, input),
      argument: { expression: value, form: 'list' },
      ...(required ? { missing: `(${value} ?? []).length === 0` } : {}),
    };
  }
  return {
    plugin: scalarInput(parameter, type as ScalarArgumentType, input),
    argument: { expression: sent(type as ScalarArgumentType, value), ...(required ? {} : { form: 'optional' }) },
    ...(required ? { missing: `(${value} ?? '') === ''` } : {}),
  };
}

function sent(type: ScalarArgumentType, value: string): string {
  // Retool promises ISO 8601, not which precision or zone; an instant says the same in every zone, and a day has no time.
  if (type === 'timestamp') return `(${value} && new Date(${value}).toISOString())`;
  return type === 'date' ? `String(${value} ?? '').slice(0, 10)` : value;
}

function scalarInput(parameter: ParameterContract, type: ScalarArgumentType, input: InputOptions): Plugin {
  const { constraints = {}, default: standard } = parameter;
  const { minimum, maximum } = constraints;
  const choices = type === 'bool' ? ['true', 'false'] : constraints.enum?.map(textOf);
  if (choices !== undefined) {
    const chosen = choices.includes(standard ?? '') ? literal(standard ?? '') : undefined;
    return select({
      ...input,
      items: { kind: 'static', items: choices.map(literal) },
      ...(chosen === undefined ? {} : { value: chosen }),
    });
  }
  switch (type) {
    case 'int':
    case 'float':
      return numberInputOf(parameter, type, input) ?? texts(parameter, input);
    case 'date':
      return date({
        ...input,
        ...optional('value', filledDay(standard)),
        ...optional('minDate', minimum === undefined ? undefined : textOf(minimum)),
        ...optional('maxDate', maximum === undefined ? undefined : textOf(maximum)),
      });
    case 'timestamp':
      return dateTime({ ...input, ...optional('value', filledTime(standard)) });
    default:
      return texts(parameter, input);
  }
}

/** Undefined when a number that matters here is one that JavaScript would round: then it is entered as text. */
function numberInputOf(parameter: ParameterContract, type: 'int' | 'float', input: InputOptions): Plugin | undefined {
  const { default: standard, example, constraints: { minimum, maximum } = {} } = parameter;
  const numbers = [standard, example, minimum, maximum].filter((one) => one !== undefined && one !== null);
  if (numbers.some((one) => exactNumber(type, textOf(one)) === undefined)) return undefined;
  const limit = (given: Json | undefined, safe: number): number | undefined =>
    given !== undefined ? exactNumber(type, textOf(given)) : type === 'int' ? safe : undefined;
  return numberInput({
    ...input,
    ...optional('value', exactNumber(type, standard)),
    // Beyond these the input itself would round, and another number would be sent than the one that was typed.
    ...optional('min', limit(minimum, Number.MIN_SAFE_INTEGER)),
    ...optional('max', limit(maximum, Number.MAX_SAFE_INTEGER)),
    ...(type === 'int' ? { decimalPlaces: 0 } : {}),
    ...placeholder(parameter),
  });
}

function texts(parameter: ParameterContract, input: InputOptions): Plugin {
  const { constraints = {}, default: standard, type } = parameter;
  const { pattern, min_length: minLength, max_length: maxLength } = constraints;
  const shared = {
    ...input,
    ...optional('value', standard === undefined ? undefined : literal(standard)),
    ...placeholder(parameter),
    ...optional('minLength', minLength),
    ...optional('maxLength', maxLength),
  };
  if (type === 'string' && pattern === undefined && (maxLength ?? 0) >= longText) return textArea(shared);
  return textInput({ ...shared, ...optional('pattern', pattern === undefined ? undefined : literal(pattern)) });
}

function listInput(parameter: ParameterContract, element: ScalarArgumentType, input: InputOptions): Plugin {
  const { constraints = {} } = parameter;
  const chosen = filledList(element, parameter.default);
  const example = Array.isArray(parameter.example) ? parameter.example.map(textOf) : [];
  const choices = element === 'bool' ? ['true', 'false'] : constraints.enum?.map(textOf);
  const offered = choices ?? [...new Set([...chosen, ...example])];
  return multiselect({
    ...input,
    items: { kind: 'static', items: offered.map(literal) },
    value: chosen.map(literal),
    placeholder: choices === undefined ? 'Type, then press Enter' : 'Select options',
    allowCustomValue: choices === undefined,
    ...optional('minCount', constraints.min_length),
    ...optional('maxCount', constraints.max_length),
  });
}

function placeholder({ example }: ParameterContract): { readonly placeholder?: string } {
  return example === undefined || example === null ? {} : { placeholder: literal(textOf(example)) };
}

/** A member that is absent where there is nothing to say. */
const optional = <Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [key in Name]?: Value } =>
  (value === undefined ? {} : { [name]: value }) as { readonly [key in Name]?: Value };
