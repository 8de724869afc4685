import { printQualified } from '../base/name.ts';
import type { KeyFilter, KeySource, Operand, QueryPlan, Scan, TypedValue } from '../plan/query-plan.ts';
import { scanVerdict } from '../plan/scan-verdict.ts';
import type { Value } from '../schema/value.ts';
import { scanBinder } from './bind-scan.ts';
import type { LocalSession } from './local-engine.ts';
import type { PlannedQuery } from './plan-query.ts';
import type { ScanFacts } from './read-scans.ts';
import type { ScanBudget } from './query-engine.ts';
import type { BoundScan, ScanEngine } from './scan-engine.ts';

export interface ExplainPlanParts {
  readonly plan: QueryPlan;
  /** What the scans brought, when they were run. */
  readonly facts?: readonly ScanFacts[];
  readonly values: ReadonlyMap<string, Value>;
  readonly session: LocalSession;
  readonly scans: Pick<ScanEngine, 'print'>;
  readonly countedHere: PlannedQuery['countedHere'];
  /** Of the call: what the requests leave room for. */
  readonly budget: ScanBudget;
  /** The local engine's own plan of the statement; absent where what is read is its answer. */
  readonly statement?: string;
}

/**
 * The plan for people: stage by stage what is asked of the engine, which keys it gets from where, what stays here and why, with `facts` what
 * it brought; then what is done here.
 */
export async function explainPlan(parts: ExplainPlanParts): Promise<string> {
  const { plan, values, session, statement, countedHere } = parts;
  const givens = plan.givens === undefined ? [] : await session.evaluate(plan.givens, values);
  const resolve = (operand: Operand): TypedValue =>
    operand.kind === 'constant' ? operand : { type: operand.type, value: givens[operand.index]! };
  const bind = scanBinder(plan.scans, resolve);
  const stages = plan.stages.map((stage, index) =>
    [`Stage ${index + 1}`, ...stage.map((scan) => indent(explainScan(scan, bind, parts)))].join('\n'),
  );
  const rewritten = plan.sql === undefined ? [] : [indent(`The statement, over what was counted:\n${plan.sql}`)];
  const counted = countedHere.map(({ select, why }) => indent(`Counted here: ${select}\n${why}`));
  return [...stages, ['Here', ...counted, ...rewritten, indent(statement ?? notRun(parts))].join('\n')].join('\n\n');
}

const notRun = ({ facts }: ExplainPlanParts): string =>
  facts === undefined
    ? 'DuckDB does not run: what comes is the answer, unless a document holds a value that is not indexed.'
    : 'DuckDB did not run: what came is the answer.';

function explainScan(
  index: number,
  bind: (scan: Scan, keys: readonly []) => BoundScan,
  { plan, facts, scans, budget }: ExplainPlanParts,
): string {
  const scan = plan.scans[index]!;
  const fact = facts?.[index];
  const request = scans.print(bind(scan, []), budget);
  return [
    `${index + 1}. ${printQualified(scan.collection)}: ${scanVerdict(scan)}`,
    ...(fact === undefined ? [] : [indent(printFacts(fact))]),
    indent(request),
    ...scan.keys.map((key, at) => indent(`and ${printKeys(key, plan.scans)}${keyCount(fact, at)}`)),
    ...(scan.leftovers.length === 0 ? [indent('Nothing of its filter stays here.')] : []),
    ...scan.leftovers.map(({ condition, why }) => indent(`Stays here: ${condition}. ${why}`)),
  ].join('\n');
}

function printFacts({ asked, rows, bytes, requests, elapsedMs }: ScanFacts): string {
  if (asked === undefined) return 'Not asked: nothing can match.';
  const count = requests === 1 ? '1 request' : `${requests} requests`;
  return `${rows} rows, ${bytes} bytes, ${count}, ${elapsedMs.toFixed(1)} ms with its stage`;
}

function keyCount(fact: ScanFacts | undefined, at: number): string {
  if (fact === undefined) return '';
  const count = fact.keys[at];
  return count === undefined ? ': left out, too many' : `: ${count} keys`;
}

/** `product_id in the keys user_activity.product_id of 2`. */
function printKeys({ field, match, source }: KeyFilter, scans: readonly Scan[]): string {
  const name = field.join('.');
  const from = printSource(source, scans);
  if (match === 'in') return `${name} is one of ${from}`;
  if (match === 'holds') return `${name} holds one of ${from}`;
  return `${name} ${match.comparison} the ${match.of === 'max' ? 'greatest' : 'least'} of ${from}`;
}

function printSource(source: KeySource, scans: readonly Scan[]): string {
  if (source.kind === 'statement') return `the keys of: ${source.sql}`;
  const from = `${scans[source.scan]!.collection.name}.${source.field.join('.')} of ${source.scan + 1}`;
  return source.unnested ? `the elements of ${from}` : `the values ${from}`;
}

const indent = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ');
