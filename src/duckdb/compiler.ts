import { RockpoolError } from '../base/error.ts';
import { defaultWorkspace, type QualifiedName } from '../base/name.ts';
import type { Json } from '../base/json.ts';
import type { CollectionDeclaration } from '../catalog/document-store.ts';
import { judgePlan } from '../plan/allowed-plan.ts';
import { judgeTree, judgeUnplanned, type Refusal } from '../plan/allowed.ts';
import { resultShape } from '../plan/columns.ts';
import { findLookups, type Lookup } from '../plan/lookups.ts';
import type { Column, CompiledQuery } from '../query/query-engine.ts';
import type { Statement } from '../sql/statement.ts';
import { withoutParameters, withoutTableParameters } from './bindable-texts.ts';
import { assertDistinct } from './distinct-names.ts';
import { statementError } from './errors.ts';
import { openPlanner, type BoundColumn, type Planner, type Printed } from './planner.ts';
import { authorOffset, authorPlace, thrownMistake } from './statement-mistake.ts';

/** Checks, binds and describes statements over the declared collections. */
export interface Compiler {
  /** Throws NAME_INVALID for what `assertDistinct` refuses. */
  declare(collection: CollectionDeclaration): Promise<void>;
  drop(name: QualifiedName): Promise<void>;
  /** Throws SQL_SYNTAX, SQL_BIND, SQL_NOT_ALLOWED, SQL_STATEMENT_COUNT, COLLECTION_NOT_FOUND, LIMIT_MEMORY with the place in the author's text. */
  compile(statement: Statement): Promise<CompiledQuery>;
  close(): Promise<void>;
}

const mostCached = 2000;

export async function makeCompiler(): Promise<Compiler> {
  const planner = await openPlanner();
  const shapes = new Map<string, { readonly name: QualifiedName; readonly fields: string }>();
  const cache = new Map<string, CompiledQuery>();
  const names = (): readonly QualifiedName[] => [...shapes.values()].map((shape) => shape.name);
  let version = 0;

  return {
    async declare({ workspace, name, fields }) {
      const fieldsText = JSON.stringify(fields);
      const key = keyOf(workspace, name);
      const known = shapes.get(key);
      assertDistinct({ workspace, name }, names());
      if (known?.fields === fieldsText) return;
      await planner.makeTable(workspace, name, fields);
      shapes.set(key, { name: { workspace, name }, fields: fieldsText });
      version += 1;
      cache.clear();
    },

    async drop({ workspace, name }) {
      if (!shapes.delete(keyOf(workspace, name))) return;
      await planner.dropTable(workspace, name);
      version += 1;
      cache.clear();
    },

    async compile(statement) {
      const key = JSON.stringify([statement.text, statement.parameters.map((name) => statement.parameterTypes[name])]);
      const cached = cache.get(key);
      if (cached !== undefined) {
        // The map keeps the order of use: what was used last stands last.
        cache.delete(key);
        cache.set(key, cached);
        return cached;
      }
      const begun = version;
      const query = await compileStatement(statement, planner, {
        resolve: (schema, table) => shapes.get(keyOf(schema === '' ? defaultWorkspace : schema, table))?.name,
        collections: names(),
      });
      if (begun === version) cache.set(key, query);
      if (cache.size > mostCached) cache.delete(cache.keys().next().value!);
      return query;
    },

    close() {
      planner.close();
      return Promise.resolve();
    },
  };
}

/** DuckDB finds names in any case. */
const keyOf = (schema: string, table: string): string => JSON.stringify([schema.toLowerCase(), table.toLowerCase()]);

interface KnownCollections {
  readonly resolve: (schema: string, table: string) => QualifiedName | undefined;
  readonly collections: readonly QualifiedName[];
}

async function compileStatement(
  statement: Statement,
  planner: Planner,
  known: KnownCollections,
): Promise<CompiledQuery> {
  const tree = treeOf(await translateErrors(planner.parse(statement.sql), statement), statement);
  if (tree === undefined) throw refusalError(unreadable, statement);
  const judgement = judgeTree(tree, {
    ...known,
    engineFunctions: planner.functions,
    parameters: statement.parameters,
    spelling: (name, location) => authorSpelling(statement, name, location),
  });
  if (judgement.kind === 'refused') throw refusalError(judgement.refusal, statement);

  // Only now, with the tree allowed, may a text be bound that is not the author's.
  const { columns, plan, text } = await bindStatement(withoutTableParameters(statement, judgement.node), planner);
  const refusal = plan === undefined ? judgeUnplanned(judgement.node) : judgePlan(plan, known.resolve);
  if (refusal !== undefined) throw refusalError(refusal, text);

  const shape = resultShape(judgement.node);
  return {
    statement,
    columns: withRocksetNames(columns, shape.rocksetNames(columns.length)),
    explicitColumns: shape.explicitColumns,
    collections: judgement.reads,
    ordered: shape.ordered,
    lookups: plan === undefined ? ([] as readonly Lookup[]) : findLookups(plan, known.resolve),
  };
}

/** What binding tells of a statement. Without a plan its tree must be judged more strictly. */
interface Bound {
  /** What was bound; places in the plan are places in it. */
  readonly text: Statement;
  readonly columns: readonly BoundColumn[];
  readonly plan?: Json;
}

async function bindStatement(statement: Statement, planner: Planner): Promise<Bound> {
  const bound = await tryToBind(statement, planner);
  if (bound !== undefined) return bound;
  for (const text of withoutParameters(statement)) {
    // The mistake would be one of the stand-in, not of the author.
    const other = await tryToBind(text, planner).catch(() => undefined);
    if (other !== undefined) return other;
  }
  throw new RockpoolError('SQL_BIND', 'A parameter stands where the engine needs a constant.', {
    hint: 'Write the value itself, for instance the name of a field, or choose among several with CASE.',
  });
}

/** Undefined when the columns are not known before its parameters have values. */
async function tryToBind(text: Statement, planner: Planner): Promise<Bound | undefined> {
  const plan = treeOf(await translateErrors(planner.plan(text.sql), text), text);
  const columns = await translateErrors(planner.columns(text.sql), text);
  return columns === undefined ? undefined : { text, columns, ...(plan === undefined ? {} : { plan }) };
}

const unreadable: Refusal = {
  code: 'SQL_NOT_ALLOWED',
  message: 'The statement holds a literal that cannot be checked.',
  hint: "Write infinities as text: CAST('inf' AS DOUBLE).",
};

function treeOf(printed: Printed, statement: Statement) {
  if (printed.kind === 'mistake') throw statementError(printed.mistake, statement);
  return printed.kind === 'tree' ? printed.tree : undefined;
}

/** DuckDB's own error, thrown while it worked on this text, as ours. */
async function translateErrors<T>(work: Promise<T>, statement: Statement): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const mistake = thrownMistake(cause);
    throw mistake === undefined ? cause : statementError(mistake, statement, cause);
  }
}

function refusalError({ code, message, location, ...details }: Refusal, statement: Statement): RockpoolError {
  const place = authorPlace(statement, location);
  return new RockpoolError(code, message, { ...details, ...(place === undefined ? {} : { place }) });
}

/** DuckDB's tree has names in lower case; Rockset's messages had them as they were written. */
function authorSpelling(statement: Statement, name: string, location: number | undefined): string {
  const start = authorOffset(statement, location);
  const written = start === undefined ? '' : statement.text.slice(start, start + name.length);
  return written.toLowerCase() === name ? written : name;
}

function withRocksetNames(columns: readonly BoundColumn[], names: readonly (string | undefined)[]): readonly Column[] {
  return columns.map((column, index) => {
    const rocksetName = names[index];
    return rocksetName === undefined ? column : { ...column, rocksetName };
  });
}
