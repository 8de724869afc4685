import Type, { type Static } from 'typebox';
import { didYouMean } from '../base/suggest.ts';
import type { Report } from '../config/report.ts';
import { elementOf, type ArgumentType } from '../schema/argument-type.ts';
import { showArgument, toArgumentJson, toPlainJson } from './argument-json.ts';
import { argumentTypeOf } from './argument-type-words.ts';
import { brokenConstraint } from './constraints.ts';
import type { Parameter, ParameterConstraints } from './lambda.ts';
import { ArgumentRefusal, canonicalText, readArgument } from './read-argument.ts';

/** The types that a file may name; the others are for Rockset's clients. */
const types = ['string', 'int', 'float', 'bool', 'date', 'timestamp'];
const scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()], { title: 'a text, a number, true or false' });
const bound = Type.Union([Type.String(), Type.Number()], { title: 'a number, a date or a time' });
const count = Type.Integer({ minimum: 0 });

/** One member of `parameters:`. */
export const parameterFileSchema = Type.Object(
  {
    type: Type.String({ minLength: 1, title: `a type: ${types.join(', ')}, or a list such as "string[]"` }),
    description: Type.Optional(Type.String()),
    example: Type.Optional(Type.Unknown()),
    default: Type.Optional(
      Type.Unknown({ description: 'Makes the parameter optional; null: NULL when there is no value.' }),
    ),
    enum: Type.Optional(Type.Array(scalar, { minItems: 1 })),
    minimum: Type.Optional(bound),
    maximum: Type.Optional(bound),
    min_length: Type.Optional(count),
    max_length: Type.Optional(count),
    pattern: Type.Optional(Type.String({ minLength: 1 })),
  },
  { additionalProperties: false },
);

type ParameterFile = Static<typeof parameterFileSchema>;

/** The parameter that a file declares; undefined after reporting what contradicts itself. */
export function parseParameter(name: string, file: ParameterFile, report: Report): Parameter | undefined {
  const type = readType(file.type, report);
  if (type === undefined) return undefined;
  const constraints = readConstraints(type, file, report);
  const fits = (key: 'default' | 'example'): string | undefined => {
    const written = toArgumentJson(file[key]);
    const value = readArgument(type, written);
    const wrong = value instanceof ArgumentRefusal ? value.reason : brokenConstraint(type, constraints, value);
    if (wrong === undefined) return canonicalText(type, value as Exclude<typeof value, ArgumentRefusal>);
    report([key], `the ${key} ${showArgument(written)} does not fit the parameter: ${wrong}.`);
    return undefined;
  };
  const standard = file.default === undefined || file.default === null ? undefined : fits('default');
  if (file.example !== undefined && file.example !== null) fits('example');
  return {
    name,
    type,
    ...(standard === undefined ? {} : { default: standard }),
    ...(Object.keys(constraints).length === 0 ? {} : { constraints }),
    ...(file.description === undefined ? {} : { description: file.description }),
    ...(file.example === undefined ? {} : { example: toPlainJson(file.example) }),
  };
}

function readType(written: string, report: Report): ArgumentType | undefined {
  const allowed = [...types, ...types.map((one) => `${one}[]`)];
  if (allowed.includes(written)) return written as ArgumentType;
  const meant = argumentTypeOf(written);
  const near =
    meant !== undefined && allowed.includes(meant) ? ` Write ${JSON.stringify(meant)}.` : didYouMean(written, allowed);
  report(
    ['type'],
    `${JSON.stringify(written)} is not a type of parameters.${near || ` Known are: ${types.join(', ')}, and lists such as "string[]".`}`,
  );
  return undefined;
}

function readConstraints(type: ArgumentType, file: ParameterFile, report: Report): ParameterConstraints {
  const one = elementOf(type) ?? type;
  const hasOrder = one === 'int' || one === 'float' || one === 'date' || one === 'timestamp';
  const hasLength = type === 'string' || elementOf(type) !== undefined;
  const refuse = (key: string, why: string): void => report([key], `${key} ${why}.`);

  for (const key of ['minimum', 'maximum'] as const) {
    if (file[key] === undefined) continue;
    if (!hasOrder) refuse(key, `does not fit the type ${type}`);
    else if (isWrong(one, file[key]))
      refuse(key, `must be a value of the type ${one}, not ${showArgument(toArgumentJson(file[key]))}`);
  }
  for (const key of ['min_length', 'max_length'] as const) {
    if (file[key] !== undefined && !hasLength) refuse(key, `does not fit the type ${type}: it is for texts and lists`);
  }
  if (file.pattern !== undefined) {
    if (one !== 'string') refuse('pattern', `does not fit the type ${type}: it is for texts`);
    else if (!isPattern(file.pattern))
      refuse('pattern', `is not a regular expression: ${JSON.stringify(file.pattern)}`);
  }
  (file.enum ?? []).forEach((value, index) => {
    if (isWrong(one, value))
      report(['enum'], `the value ${showArgument(toArgumentJson(value))} of enum is not of the type ${one}.`);
    else if (file.enum!.indexOf(value) !== index)
      report(['enum'], `the value ${showArgument(toArgumentJson(value))} stands twice in enum.`);
  });
  if (
    hasOrder &&
    file.minimum !== undefined &&
    file.maximum !== undefined &&
    !isWrong(one, file.minimum) &&
    !isWrong(one, file.maximum)
  ) {
    const wrong = brokenConstraint(one, { minimum: toPlainJson(file.minimum) }, valueOf(one, file.maximum)!);
    if (wrong !== undefined) refuse('minimum', `is above maximum`);
  }
  if (file.min_length !== undefined && file.max_length !== undefined && file.min_length > file.max_length)
    refuse('min_length', 'is above max_length');
  return usable(type, file, hasOrder, one);
}

/** What may be checked against; contradictions were reported. */
function usable(type: ArgumentType, file: ParameterFile, hasOrder: boolean, one: string): ParameterConstraints {
  const right = (value: unknown): boolean => hasOrder && value !== undefined && !isWrong(one, value);
  return {
    ...(file.enum === undefined ? {} : { enum: file.enum.map(toPlainJson) }),
    ...(right(file.minimum) ? { minimum: toPlainJson(file.minimum) } : {}),
    ...(right(file.maximum) ? { maximum: toPlainJson(file.maximum) } : {}),
    ...(file.min_length === undefined ? {} : { min_length: file.min_length }),
    ...(file.max_length === undefined ? {} : { max_length: file.max_length }),
    ...(file.pattern !== undefined && isPattern(file.pattern) && (elementOf(type) ?? type) === 'string'
      ? { pattern: file.pattern }
      : {}),
    ...(file.default === null ? { nullable: true } : {}),
  };
}

function valueOf(
  type: string,
  written: unknown,
): Exclude<ReturnType<typeof readArgument>, ArgumentRefusal> | undefined {
  const value = readArgument(type as ArgumentType, toArgumentJson(written));
  return value instanceof ArgumentRefusal ? undefined : value;
}

const isWrong = (type: string, written: unknown): boolean => valueOf(type, written) === undefined;

function isPattern(source: string): boolean {
  try {
    new RegExp(source, 'u');
    return true;
  } catch {
    return false;
  }
}
