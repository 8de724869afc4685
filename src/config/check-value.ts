import type { TSchema } from 'typebox';
import type { Place, Problem } from '../base/error.ts';
import { didYouMean, suggest } from '../base/suggest.ts';
import { choicesOf, expectedWords, listWords, nameOf } from './expected-words.ts';
import type { Schema } from './file-schema.ts';
import { showKey, showValue } from './show-value.ts';

type Path = readonly (string | number)[];

/** Knows where a value stands: a YAML document, or a request that has no places. */
export interface PlaceSource {
  placeOf(path: Path, part?: 'key' | 'value'): Place;
  /** The variables that a text was made from, as `${NAME}`: errors name them instead of what they hold. */
  variablesAt?(path: Path): string | undefined;
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
  /** Whether the value stands inside a secret. */
  readonly isSecret?: boolean;
}

function report(run: Run, path: Path, message: string, part: 'key' | 'value' = 'value'): void {
  run.problems.push({ code: 'CONFIG_INVALID', message, ...run.places.placeOf(path, part) });
}

function reportValue(run: Run, path: Path, wanted: string, value: unknown, choices: readonly string[] = []): void {
  const variables = run.places.variablesAt?.(path);
  const isSecret = run.isSecret === true;
  const shown =
    variables === undefined
      ? showValue(value, isSecret)
      : `what ${variables} holds${value === '' ? ', which is empty' : ''}`;
  const quotes = shown === 'a number' ? ' Put it in quotes.' : '';
  const near = typeof value === 'string' && !isSecret ? didYouMean(value, choices) : '';
  report(run, path, `${nameOf(path)} must be ${wanted}, not ${shown}.${quotes}${near}`);
}

function check(schema: Schema, value: unknown, path: Path, outer: Run): void {
  const run = schema.writeOnly === undefined ? outer : { ...outer, isSecret: schema.writeOnly };
  const choices = choicesOf(schema);
  if (choices !== undefined) {
    const words = choices.map(String);
    if (!choices.some((choice) => choice === value)) reportValue(run, path, listWords(words), value, words);
    return;
  }
  if (schema.anyOf !== undefined) {
    checkUnion(schema, schema.anyOf, value, path, run);
    return;
  }
  const fits = (schema.type === undefined || isOfType(schema.type, value)) && withinLimits(schema, value);
  if (!fits) {
    reportValue(run, path, expectedWords(schema), value);
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
    if (!(name in value)) reportMissing(run, path, name, expectedWords(properties[name] ?? {}));
  }
  for (const [key, member] of Object.entries(value)) {
    const known = Object.hasOwn(properties, key) ? properties[key]! : patternOf(schema, key);
    if (known !== undefined) check(known, member, [...path, key], run);
    else if (schema.patternProperties !== undefined) {
      report(run, [...path, key], `${showKey(key)} is not a name.${hintOf(schema)}`, 'key');
    } else if (schema.additionalProperties === false) reportUnknown(run, [...path, key], key, Object.keys(properties));
  }
}

function reportMissing(run: Run, path: Path, name: string, wanted: string): void {
  report(run, path, `${path.length === 0 ? 'the file' : nameOf(path)} needs "${name}": ${wanted}.`, 'key');
}

function reportUnknown(run: Run, path: Path, key: string, names: readonly string[]): void {
  const name = /^[^:=]*(?=[:=])/.exec(key)?.[0];
  if (name !== undefined && names.includes(name)) {
    report(run, path, `${showKey(key)} is one word. Write "${name}: " with a space after the colon.`, 'key');
    return;
  }
  const near = didYouMean(key, names) || ` Known here: ${names.join(', ')}.`;
  report(run, path, `unknown key ${showKey(key)}.${near}`, 'key');
}

function patternOf(schema: Schema, key: string): Schema | undefined {
  return Object.entries(schema.patternProperties ?? {}).find(([pattern]) => new RegExp(pattern).test(key))?.[1];
}

const hintOf = (schema: Schema): string => (schema.title === undefined ? '' : ` Expected ${schema.title}.`);

/** Speaks about the member of a union that was meant: by its constant (`kind: files`), else the one with the fewest problems. */
function checkUnion({ title }: Schema, members: readonly Schema[], value: unknown, path: Path, run: Run): void {
  const trials = members.map((member) => {
    const problems: Problem[] = [];
    check(member, value, path, { ...run, problems });
    return { member, problems };
  });
  if (trials.some((trial) => trial.problems.length === 0)) return;
  const fitting = trials.filter(({ member }) => isOfType(member.type ?? 'object', value));
  const isHolder = typeof value === 'object' && value !== null;
  if (fitting.length === 0 || (title !== undefined && !isHolder)) {
    reportValue(run, path, title ?? listWords(members.map(expectedWords)), value);
    return;
  }
  const word = constantOf(fitting.map(({ member }) => member));
  if (word !== undefined && isHolder) {
    checkByConstant(
      fitting.map(({ member }) => member),
      word,
      value as Readonly<Record<string, unknown>>,
      path,
      run,
    );
    return;
  }
  const nearest = fitting.reduce((best, trial) => (trial.problems.length < best.problems.length ? trial : best));
  run.problems.push(...nearest.problems);
}

/** The key by which all members differ: each has a constant there. */
function constantOf(members: readonly Schema[]): string | undefined {
  if (members.length < 2) return undefined;
  return Object.keys(members[0]!.properties ?? {}).find((key) =>
    members.every((member) => member.properties?.[key]?.const !== undefined),
  );
}

/** A misspelt constant does not hide the other mistakes of the member that it nearly names. */
function checkByConstant(
  members: readonly Schema[],
  key: string,
  value: Readonly<Record<string, unknown>>,
  path: Path,
  run: Run,
): void {
  const words = members.map((member) => String(member.properties![key]!.const));
  const written = Object.hasOwn(value, key) ? value[key] : undefined;
  const exact = words.indexOf(String(written));
  if (exact < 0 && !Object.hasOwn(value, key)) reportMissing(run, path, key, listWords(words));
  else if (exact < 0) reportValue(run, [...path, key], listWords(words), written, words);
  const meant = exact >= 0 ? exact : words.indexOf(suggest(String(written), words) ?? '');
  if (meant >= 0) checkMembers(members[meant]!, { ...value, [key]: words[meant] }, path, run);
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
