import { parse } from 'lossless-json';
import { isJsonObject, type Json } from '../base/json.ts';
import { defaultWorkspace, printQualified, type QualifiedName } from '../base/name.ts';
import type { CollectionDeclaration } from '../catalog/document-store.ts';
import type { BoundPlan, LocalEngine } from '../query/local-engine.ts';
import { objectsOf } from '../plan/tree.ts';
import type { Field } from '../schema/sql-type.ts';
import { functionMacros, macroSchema } from '../sql/function-macros.ts';
import { withoutTableParameters } from './bindable-texts.ts';
import { withClockParameter } from './clock-words.ts';
import type { Compiler } from './compiler.ts';
import { openConnectionPool } from './connection-pool.ts';
import { closeDatabase, openDatabase } from './database.ts';
import { makeGroupSchemas, groupsWorkspace } from './group-schemas.ts';
import { makeLocalSession } from './local-session.ts';
import { lockDown } from './lock-down.ts';
import { withOpaqueParameters } from './opaque-parameters.ts';
import { openPlanner } from './planner.ts';
import type { Note } from './prepared-query.ts';
import { quote } from './quote.ts';
import { registerScanFunction, type Brought, type ScanTables } from './scan-function.ts';
import { makeSerialQueue } from './serial-queue.ts';

export interface LocalEngineOptions {
  readonly compiler: Compiler;
  /** Calls that may be open at once. Each holds one of libuv's threads while it computes, none while it waits for rows. */
  readonly connections: number;
  /** Of all calls together. */
  readonly memoryBytes: number;
  /** Where what outgrows the memory spills to; absent: it fails instead. */
  readonly tempFolder?: string;
}

export interface OpenLocalEngine extends LocalEngine {
  /** Makes a collection known, to the compiler first. Throws NAME_INVALID as the compiler does. */
  declare(collection: CollectionDeclaration): Promise<void>;
  drop(name: QualifiedName): Promise<void>;
  /** Waits for the open sessions. The compiler stays open. */
  close(): Promise<void>;
}

/** With these the plan of empty tables still says what is read, and filters stand at the scans. */
const planOptimizers = ['expression_rewriter', 'filter_pullup', 'filter_pushdown', 'cte_inlining', 'deliminator'];

/** Runs statements in memory over rows that each call brings, for engines that hold the documents elsewhere. */
export async function makeLocalEngine(options: LocalEngineOptions): Promise<OpenLocalEngine> {
  const { compiler, connections, memoryBytes, tempFolder } = options;
  const planner = await openPlanner(planOptimizers);
  const instance = await openDatabase({
    path: ':memory:',
    memoryBytes,
    threads: 1,
    ...(tempFolder === undefined ? {} : { tempFolder }),
  });
  const tables: ScanTables = { shapes: new Map(), calls: new Map() };
  const setup = await instance.connect();
  await setup.run(`CREATE SCHEMA ${defaultWorkspace}`);
  for (const statement of functionMacros) await setup.run(statement);
  registerScanFunction(setup, tables);
  const pool = await openConnectionPool<Note>(instance, connections, async (connection) => {
    await connection.run(`SET search_path = '${defaultWorkspace},${macroSchema}'`);
    await connection.run('SET errors_as_json = true');
  });
  await lockDown(setup);

  const changes = makeSerialQueue();
  const declared = new Map<string, string>();
  let shapes = 0;
  const makeView = async (schema: string, name: string, relation: string, fields: readonly Field[]): Promise<void> => {
    shapes += 1;
    tables.shapes.set(shapes, { relation, fields });
    await setup.run(`CREATE OR REPLACE VIEW ${quote(schema)}.${quote(name)} AS FROM rp_scan(${shapes})`);
  };
  const groups = makeGroupSchemas(
    (schema, relations) =>
      changes.run(async () => {
        await setup.run(`CREATE SCHEMA ${quote(schema)}`);
        for (const [name, fields] of relations) await makeView(schema, name, `${groupsWorkspace}.${name}`, fields);
      }),
    (schema) =>
      changes.run(async () => {
        await setup.run(`DROP SCHEMA ${quote(schema)} CASCADE`);
      }),
  );

  return {
    compile: (statement) => compiler.compile(statement),

    async plan({ statement }) {
      const tree = readPlan(await planner.ask('json_serialize_sql($1::VARCHAR)', statement.sql));
      const node = isJsonObject(tree) ? objectsOf(tree['statements'])[0]?.['node'] : undefined;
      if (!isJsonObject(node)) return undefined;
      const sql = withClockParameter(withoutTableParameters(statement, node).sql);
      if (sql === undefined) return undefined;
      const text = withOpaqueParameters(sql);
      return readPlan(await planner.ask('json_serialize_plan($1::VARCHAR, optimize := true)', text));
    },

    async types(sql) {
      const columns = await planner.columns(sql).catch(() => undefined);
      return columns?.map(({ type }) => type);
    },

    async tree(sql) {
      const text = await planner.ask('json_serialize_sql($1::VARCHAR)', sql);
      return readPlan(text) === undefined ? undefined : text;
    },

    print: (tree) => planner.ask('json_deserialize_sql($1::JSON)', tree),

    async open(signal, relations) {
      const schema = relations === undefined ? undefined : await groups.take(relations);
      const lease = await pool.acquire(signal).catch((error: unknown) => {
        if (schema !== undefined) groups.give(schema);
        throw error;
      });
      const brought: Brought = { rows: new Map() };
      const { connectionId } = lease.connection.clientContext;
      tables.calls.set(connectionId, brought);
      const released = (): void => {
        tables.calls.delete(connectionId);
        pool.release(lease);
        if (schema !== undefined) groups.give(schema);
      };
      const own = relations === undefined || schema === undefined ? {} : { groups: { schema: schema.name, relations } };
      return makeLocalSession({ lease, brought, ...own, signal, released });
    },

    async declare(collection) {
      await compiler.declare(collection);
      const { workspace, name, fields } = collection;
      await changes.run(async () => {
        const relation = printQualified(collection);
        const text = JSON.stringify(fields);
        if (declared.get(relation) === text) return;
        await planner.makeTable(workspace, name, fields);
        await setup.run(`CREATE SCHEMA IF NOT EXISTS ${quote(workspace)}`);
        await makeView(workspace, name, relation, fields);
        declared.set(relation, text);
      });
    },

    async drop(collection) {
      await compiler.drop(collection);
      await changes.run(async () => {
        if (!declared.delete(printQualified(collection))) return;
        await planner.dropTable(collection.workspace, collection.name);
        await setup.run(`DROP VIEW ${quote(collection.workspace)}.${quote(collection.name)}`);
      });
    },

    async close() {
      await pool.close();
      await changes.idle();
      planner.close();
      setup.disconnectSync();
      closeDatabase(instance);
    },
  };
}

/** DuckDB's answer; undefined when it is an error, or no JSON at all. Whole numbers beyond 2^53 become texts of their digits. */
function readPlan(text: string): BoundPlan {
  let answer: Json;
  try {
    answer = parse(text, undefined, exactNumber) as Json;
  } catch {
    // A BIT literal gives the empty text, an infinite one a word that JSON does not have.
    return undefined;
  }
  return isJsonObject(answer) && answer['error'] === true ? undefined : answer;
}

function exactNumber(digits: string): number | string {
  const number = Number(digits);
  return /^-?\d+$/.test(digits) && !Number.isSafeInteger(number) ? digits : number;
}
