import { isRequired, type LambdaContract, type ParameterContract } from '../api/lambda-contract.ts';
import { printQualified } from '../base/name.ts';
import { canonicalJson, type Json } from '../base/json.ts';
import { printType } from '../schema/print-type.ts';

/** One difference that a client may see. */
export interface ContractChange {
  /** `workspace.name` */
  readonly lambda: string;
  readonly message: string;
  /** True: a call that worked is refused, or an answer lacks what it had, or has it in another type. */
  readonly breaks: boolean;
}

/** What clients of `before` meet when `after` is deployed, by lambda; what breaks comes first. */
export function diffContracts(
  before: readonly LambdaContract[],
  after: readonly LambdaContract[],
): readonly ContractChange[] {
  const [was, is] = [byName(before), byName(after)];
  const names = [...new Set([...was.keys(), ...is.keys()])].sort();
  return names.flatMap((lambda) => {
    const changes = lambdaChanges(was.get(lambda), is.get(lambda));
    const sorted = changes.toSorted((left, right) => Number(right.breaks) - Number(left.breaks));
    return sorted.map((change) => ({ lambda, ...change }));
  });
}

type Change = Omit<ContractChange, 'lambda'>;

const byName = (contracts: readonly LambdaContract[]): ReadonlyMap<string, LambdaContract> =>
  new Map(contracts.map((contract) => [printQualified(contract), contract]));

const breaking = (message: string): Change => ({ message, breaks: true });
const harmless = (message: string): Change => ({ message, breaks: false });

function lambdaChanges(before: LambdaContract | undefined, after: LambdaContract | undefined): readonly Change[] {
  if (before === undefined) return [harmless('is new')];
  if (after === undefined) return [breaking('is removed')];
  return [...openChanges(before, after), ...parameterChanges(before, after), ...columnChanges(before, after)];
}

function openChanges(before: LambdaContract, after: LambdaContract): readonly Change[] {
  if (before.open === after.open) return [];
  return [
    after.open
      ? harmless('takes parameters that nobody declared')
      : breaking('does not take parameters that nobody declared any more'),
  ];
}

function parameterChanges(before: LambdaContract, after: LambdaContract): readonly Change[] {
  const removed = before.parameters.flatMap((was) => {
    const is = after.parameters.find(({ name }) => name === was.name);
    if (is !== undefined) return changesOf(was, is);
    return after.open ? [] : [breaking(`the parameter ${was.name} is removed`)];
  });
  const added = after.parameters
    .filter(({ name }) => !before.parameters.some((was) => was.name === name))
    .map((is) =>
      isRequired(is)
        ? breaking(`the parameter ${is.name} is new, and every call must give it`)
        : harmless(`the parameter ${is.name} is new, and may be left out`),
    );
  return [...removed, ...added];
}

function changesOf(was: ParameterContract, is: ParameterContract): readonly Change[] {
  const what = `the parameter ${is.name}`;
  if (was.type !== is.type) return [breaking(`${what} is ${is.type}; it was ${was.type}`)];
  const changes: Change[] = [];
  if (isRequired(is) && !isRequired(was)) changes.push(breaking(`${what} has to be given now`));
  if (isRequired(was) && !isRequired(is)) changes.push(harmless(`${what} may be left out now`));
  if (was.default !== undefined && is.default !== undefined && was.default !== is.default) {
    changes.push(
      harmless(`${what} has the default ${JSON.stringify(is.default)}; it had ${JSON.stringify(was.default)}`),
    );
  }
  return [...changes, ...constraintChanges(what, was.constraints ?? {}, is.constraints ?? {})];
}

type Constraints = NonNullable<ParameterContract['constraints']>;

function constraintChanges(what: string, was: Constraints, is: Constraints): readonly Change[] {
  const changes: Change[] = [];
  if (was.nullable === true && is.nullable !== true) changes.push(breaking(`${what} may not be null any more`));
  const gone = missingValues(was.enum, is.enum);
  if (gone.length > 0)
    changes.push(breaking(`${what} may not be ${gone.map((one) => JSON.stringify(one)).join(', ')} any more`));
  else if (was.enum === undefined && is.enum !== undefined)
    changes.push(breaking(`${what} may only be ${is.enum.map((one) => JSON.stringify(one)).join(', ')}`));
  if (is.pattern !== undefined && is.pattern !== was.pattern)
    changes.push(breaking(`${what} has to match ${is.pattern}`));
  for (const { name, words, tighter } of limits) {
    const [old, now] = [was[name], is[name]];
    if (now === undefined) continue;
    if (old === undefined || tighter(old, now))
      changes.push(breaking(`${what} may not be ${words} ${JSON.stringify(now)}`));
  }
  return changes;
}

const raised = (old: Json, now: Json): boolean => now! > old!;
const lowered = (old: Json, now: Json): boolean => now! < old!;
const limits = [
  { name: 'minimum', words: 'below', tighter: raised },
  { name: 'maximum', words: 'above', tighter: lowered },
  { name: 'min_length', words: 'shorter than', tighter: raised },
  { name: 'max_length', words: 'longer than', tighter: lowered },
] as const;

function missingValues(was: readonly Json[] | undefined, is: readonly Json[] | undefined): readonly Json[] {
  if (was === undefined || is === undefined) return [];
  const left = new Set(is.map(canonicalJson));
  return was.filter((value) => !left.has(canonicalJson(value)));
}

function columnChanges(before: LambdaContract, after: LambdaContract): readonly Change[] {
  if (before.columns === undefined) return [];
  if (after.columns === undefined) return [breaking('its columns are known only when it is called')];
  const is = new Map(after.columns.map(({ name, type }) => [name, printType(type)]));
  const was = new Map(before.columns.map(({ name, type }) => [name, printType(type)]));
  return [
    ...[...was].flatMap(([name, type]) => {
      const now = is.get(name);
      if (now === undefined) return [breaking(`the column ${name} is removed`)];
      return now === type ? [] : [breaking(`the column ${name} is ${now}; it was ${type}`)];
    }),
    ...[...is.keys()].filter((name) => !was.has(name)).map((name) => harmless(`the column ${name} is new`)),
  ];
}
