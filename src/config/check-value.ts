import type { TSchema } from 'typebox';
import type { Place, Problem } from '../base/error.ts';
import { didYouMean } from '../base/suggest.ts';

type Path = readonly (string | number)[];

/** Knows where a value stands: a YAML document, or a request that has no places. */
export interface PlaceSource {
  placeOf(path: Path, part?: 'key' | 'value'): Place;
}

/** What TypeBox schemas of our files are made of. `title` says what is expected in words. */
interface Schema {
  readonly type?: string;
  readonly title?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

/**
 * Every way in which a plain value breaks a TypeBox schema, each as a CONFIG_INVALID problem with its place, what was expected, and the near
 * name of an unknown key. Own code, since TypeBox stops after eight errors and says of a union only that nothing matched.
 */
export function checkValue(schema: TSchema, value: unknown, places: PlaceSource): readonly Problem[] {
  const problems: Problem[] = [];
  check(schema, value, [], { places, problems });
  return problems;
}

interface Run {
  readonly places: PlaceSource;
  readonly problems: Problem[];
}

function report(run: Run, path: Path, message: string, part: 'key' | 'value' = 'value'): void {
  run.problems.push({ code: 'CONFIG_INVALID', message, ...run.places.placeOf(path, part) });
}

function check(schema: Schema, value: unknown, path: Path, run: Run): void {
  const choices = choicesOf(schema);
  if (choices !== undefined) {
    if (choices.some((choice) => choice === value)) return;
    const near = typeof value === 'string' ? didYouMean(value, choices.map(String)) : '';
    report(run, path, `${nameOf(path)} must be ${listWords(choices.map(String))}, not ${show(value)}.${near}`);
    return;
  }
  if (schema.anyOf !== undefined) {
    checkUnion(schema.anyOf, value, path, run, schema.title);
    return;
  }
  const fits = (schema.type === undefined || isOfType(schema.type, value)) && withinLimits(schema, value);
  if (!fits) {
    report(run, path, `${nameOf(path)} must be ${expected(schema)}, not ${show(value)}.`);
    return;
  }
  if (Array.isArray(value)) {
    if (schema.items !== undefined) value.forEach((item, index) => check(schema.items!, item, [...path, index], run));
  } else if (typeof value === 'object' && value !== null && schema.type === 'object') {
    checkMembers(schema, value as Readonly<Record<string, unknown>>, path, run);
  }
}

function checkMembers(schema: Schema, value: Readonly<Record<string, unknown>>, path: Path, run: Run): void {
  const properties = schema.properties ?? {};
  for (const name of schema.required ?? []) {
    if (!(name in value))
      report(
        run,
        path,
        `${path.length === 0 ? 'the file' : nameOf(path)} needs "${name}": ${expected(properties[name] ?? {})}.`,
        'key',
      );
  }
  for (const [key, member] of Object.entries(value)) {
    const known = Object.hasOwn(properties, key) ? properties[key]! : patternOf(schema, key);
    if (known !== undefined) check(known, member, [...path, key], run);
    else if (schema.patternProperties !== undefined) {
      report(run, [...path, key], `${JSON.stringify(key)} is not a name.${hintOf(schema)}`, 'key');
    } else if (schema.additionalProperties === false) {
      const names = Object.keys(properties);
      const near = didYouMean(key, names) || ` Known here: ${names.join(', ')}.`;
      report(run, [...path, key], `unknown key ${JSON.stringify(key)}.${near}`, 'key');
    }
  }
}

function patternOf(schema: Schema, key: string): Schema | undefined {
  return Object.entries(schema.patternProperties ?? {}).find(([pattern]) => new RegExp(pattern).test(key))?.[1];
}

const hintOf = (schema: Schema): string => (schema.title === undefined ? '' : ` Expected ${schema.title}.`);

/** Speaks about the member of a union that was meant: by its constant (`kind: files`), else the one with the fewest problems. */
function checkUnion(members: readonly Schema[], value: unknown, path: Path, run: Run, title: string | undefined): void {
  const trials = members.map((member) => {
    const problems: Problem[] = [];
    check(member, value, path, { places: run.places, problems });
    return { member, problems };
  });
  if (trials.some((trial) => trial.problems.length === 0)) return;
  const fitting = trials.filter(({ member }) => isOfType(member.type ?? 'object', value));
  if (fitting.length === 0 || title !== undefined) {
    report(run, path, `${nameOf(path)} must be ${title ?? listWords(members.map(expected))}, not ${show(value)}.`);
    return;
  }
  const object = value as Readonly<Record<string, unknown>>;
  const byConstant = fitting.find(({ member }) =>
    Object.entries(member.properties ?? {}).some(([key, one]) => one.const !== undefined && object[key] === one.const),
  );
  const nearest = fitting.reduce((best, trial) => (trial.problems.length < best.problems.length ? trial : best));
  run.problems.push(...(byConstant ?? nearest).problems);
}

function choicesOf(schema: Schema): readonly unknown[] | undefined {
  if (schema.const !== undefined) return [schema.const];
  if (schema.enum !== undefined) return schema.enum;
  const constants = schema.anyOf?.map((member) => member.const);
  return constants?.every((one) => one !== undefined) ? constants : undefined;
}

function isOfType(type: string, value: unknown): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (type === 'integer') return typeof value === 'bigint' || Number.isSafeInteger(value);
  if (type === 'number') return Number.isFinite(value);
  if (type === 'null') return value === null;
  return typeof value === type;
}

function withinLimits(schema: Schema, value: unknown): boolean {
  if (typeof value === 'string') {
    return (
      value.length >= (schema.minLength ?? 0) &&
      (schema.pattern === undefined || new RegExp(schema.pattern).test(value))
    );
  }
  if (Array.isArray(value)) return value.length >= (schema.minItems ?? 0);
  if (typeof value !== 'number' && typeof value !== 'bigint') return true;
  return value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity);
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a set of keys',
};

function expected(schema: Schema): string {
  if (schema.title !== undefined) return schema.title;
  const choices = choicesOf(schema);
  if (choices !== undefined) return listWords(choices.map(String));
  if (schema.anyOf !== undefined) return listWords(schema.anyOf.map(expected));
  const word = typeWords[schema.type ?? ''] ?? 'a value';
  if (schema.minimum !== undefined && schema.maximum !== undefined)
    return `${word} from ${schema.minimum} to ${schema.maximum}`;
  if (schema.minimum !== undefined) return `${word} of at least ${schema.minimum}`;
  if ((schema.minLength ?? 0) > 0) return `${word} that is not empty`;
  return (schema.minItems ?? 0) > 0 ? `${word} with at least ${schema.minItems}` : word;
}

function nameOf(path: Path): string {
  const text = path.reduce<string>(
    (name, step) => (typeof step === 'number' ? `${name}[${step}]` : `${name}${name === '' ? '' : '.'}${step}`),
    '',
  );
  return text === '' ? 'the file' : `"${text}"`;
}

const listWords = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)!}`;

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'nothing (null)';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a set of keys';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
