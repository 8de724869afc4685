import { RockpoolError } from '../base/error.ts';
import type { Json } from '../base/json.ts';
import { didYouMean } from '../base/suggest.ts';
import { elementOf, scalarArgumentTypes, type ArgumentType } from '../schema/argument-type.ts';
import type { Value } from '../schema/value.ts';
import { isArgumentObject, isList, showArgument, toArgumentJson } from './argument-json.ts';
import { argumentTypeOf, argumentTypeWords } from './argument-type-words.ts';
import { brokenConstraint } from './constraints.ts';
import type { Parameter } from './lambda.ts';
import { NumberText, type ArgumentForm, type ArgumentJson, type RawArgument } from './lambda-service.ts';
import { ArgumentRefusal, readArgument } from './read-argument.ts';

export interface BindRequest {
  readonly parameters: readonly Parameter[];
  /** The names that occur in the statement. */
  readonly used: readonly string[];
  readonly arguments: ReadonlyMap<string, RawArgument>;
  readonly form: ArgumentForm;
  /** Values that the key fixes. One that the statement does not use has nothing to act on. */
  readonly fixedArguments?: Readonly<Record<string, Json>>;
}

export interface BoundArguments {
  /** A value for each name that occurs in the statement. */
  readonly values: ReadonlyMap<string, Value>;
  readonly types: ReadonlyMap<string, ArgumentType>;
}

/**
 * Arguments as values of the declared types: the key's fixed ones win over the caller's, those over the defaults. What nobody declared takes its
 * type from the call. Throws ARGUMENT_MISSING, ARGUMENT_INVALID, ARGUMENT_UNKNOWN, each naming the parameter.
 */
export function bindArguments(request: BindRequest): BoundArguments {
  const declared = new Map(request.parameters.map((parameter) => [parameter.name, parameter]));
  const names = [...new Set([...request.used, ...declared.keys()])];
  if (request.form !== 'rockset') refuseUnknown(request, names);
  const values = new Map<string, Value>();
  const types = new Map<string, ArgumentType>();
  for (const name of names) {
    const parameter = declared.get(name);
    const argument = argumentOf(request, name, parameter);
    const type = parameter?.type ?? typeOfCall(name, argument);
    const value = parameter === undefined ? readUndeclared(name, type, argument) : readDeclared(parameter, argument);
    if (!request.used.includes(name)) continue;
    values.set(name, value);
    types.set(name, type);
  }
  return { values, types };
}

function refuseUnknown(request: BindRequest, names: readonly string[]): void {
  for (const name of request.arguments.keys()) {
    if (names.includes(name)) continue;
    const known = names.length === 0 ? ' There are no parameters.' : ` Parameters: ${names.join(', ')}.`;
    throw new RockpoolError(
      'ARGUMENT_UNKNOWN',
      `There is no parameter ${JSON.stringify(name)}.${didYouMean(name, names) || known}`,
    );
  }
}

function argumentOf(request: BindRequest, name: string, parameter: Parameter | undefined): RawArgument | undefined {
  const fixed = request.fixedArguments;
  if (fixed !== undefined && Object.hasOwn(fixed, name)) return { value: toArgumentJson(fixed[name]!) };
  const argument = request.arguments.get(name);
  if (request.form !== 'text' || argument === undefined) return argument;
  const type = parameter?.type ?? 'string';
  // An empty selector sends an empty text; only for a text is that a value.
  if (type !== 'string' && argument.value === '') return undefined;
  if (elementOf(type) !== undefined && !isList(argument.value)) return { ...argument, value: [argument.value] };
  return argument;
}

function readDeclared(parameter: Parameter, argument: RawArgument | undefined): Value {
  const { name, type, constraints = {} } = parameter;
  // null says "no value", as an empty selector does.
  if (argument === undefined || argument.value === null) {
    if (parameter.default !== undefined) return readDefault(parameter, parameter.default);
    if (constraints.nullable === true) return null;
    throw missing(name);
  }
  const value = readArgument(type, argument.value);
  if (value instanceof ArgumentRefusal) throw invalid(name, parameter.typeWord ?? type, argument.value, value.reason);
  const broken = brokenConstraint(type, constraints, value);
  if (broken !== undefined) throw invalid(name, parameter.typeWord ?? type, argument.value, broken);
  return value;
}

/** Rockset's clients may store a default that is no value of its type; then the call fails, as it did there. */
function readDefault(parameter: Parameter, text: string): Value {
  const value = readArgument(parameter.type, text);
  if (value instanceof ArgumentRefusal)
    throw invalid(parameter.name, parameter.typeWord ?? parameter.type, text, value.reason);
  return value;
}

function readUndeclared(name: string, type: ArgumentType, argument: RawArgument | undefined): Value {
  if (argument === undefined) {
    throw missing(name);
  }
  if (argument.value === null) return null;
  const value = readArgument(type, argument.value);
  if (value instanceof ArgumentRefusal) throw invalid(name, argument.type ?? type, argument.value, value.reason);
  return value;
}

/** The type that the caller named, else the kind of the JSON value; a text when nothing is sent yet. */
export function typeOfCall(name: string, argument: RawArgument | undefined): ArgumentType {
  if (argument === undefined) return 'string';
  const word = argument.type?.trim().toLowerCase();
  if (word === undefined || word === '' || word === 'array' || word === 'null')
    return typeOfValue(argument.value) ?? 'string';
  const type = argumentTypeOf(word);
  if (type !== undefined)
    return isList(argument.value) && elementOf(type) === undefined ? (`${type}[]` as ArgumentType) : type;
  const near = didYouMean(word, argumentTypeWords) || ` Known are: ${scalarArgumentTypes.join(', ')}.`;
  throw new RockpoolError(
    'ARGUMENT_INVALID',
    `The type ${JSON.stringify(argument.type)} of parameter ${JSON.stringify(name)} is not known.${near}`,
  );
}

function typeOfValue(value: ArgumentJson): ArgumentType | undefined {
  if (typeof value === 'boolean') return 'bool';
  if (value instanceof NumberText) return /^-?\d+$/.test(value.text) ? 'int' : 'float';
  if (isList(value)) {
    const elements = new Set(value.filter((one) => one !== null).map(typeOfValue));
    if (elements.size === 2 && elements.has('int') && elements.has('float')) return 'float[]';
    const only = elements.size === 1 ? [...elements][0] : undefined;
    return only === undefined || elementOf(only) !== undefined ? 'string[]' : (`${only}[]` as ArgumentType);
  }
  if (isArgumentObject(value) && typeof value['__rockset_type'] === 'string')
    return argumentTypeOf(value['__rockset_type']);
  return typeof value === 'string' ? 'string' : undefined;
}

/** In the words of Rockset's service. */
function missing(name: string): RockpoolError {
  return new RockpoolError(
    'ARGUMENT_MISSING',
    `No value specified for query parameter ${JSON.stringify(name)}. Please provide a value for this parameter and try again.`,
  );
}

function invalid(name: string, type: string, value: ArgumentJson, reason: string): RockpoolError {
  return new RockpoolError(
    'ARGUMENT_INVALID',
    `Value ${showArgument(value)} for parameter ${JSON.stringify(name)} (specified type ${JSON.stringify(type)}) is invalid: ${reason}.`,
  );
}
