import type { Clock } from '../base/clock.ts';
import { RockpoolError } from '../base/error.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { parseQualified, printQualified, type QualifiedName } from '../base/name.ts';
import { resolveCollection, type Catalog } from '../catalog/catalog.ts';
import type { Collection } from '../catalog/collection.ts';
import type { DocumentStore, WriteResult } from '../catalog/document-store.ts';
import type { OperationBatch } from '../catalog/operation.ts';
import { replaceInYaml } from '../config/replace-in-yaml.ts';
import type { QueryLimits, QueryService } from '../query/query-service.ts';
import { parseTimestamptz } from '../schema/date-time.ts';
import { toArgumentJson } from './argument-json.ts';
import { bindArguments } from './bind-arguments.ts';
import { deleteOperations, fixtureOperations } from './fixture-operations.ts';
import { limitsOf } from './lambda-limits.ts';
import { lambdaStatement } from './lambda-statement.ts';
import type { LambdaDefinition, LambdaTest } from './lambda.ts';
import { pinClock } from './pin-clock.ts';
import { comparableRow, rowsAsJson } from './row-json.ts';
import { diffRows } from './row-diff.ts';

export interface LambdaTestParts {
  readonly catalog: Catalog;
  /** A store of its own, whose collections were declared without retention: fixtures may be old. */
  readonly documents: DocumentStore;
  readonly queries: QueryService;
  readonly clock: Clock;
  /** For lambdas that name no limits. */
  readonly defaults: QueryLimits;
}

export interface LambdaTestResult extends QualifiedName {
  readonly file: string;
  /** Position in the file's `tests`. */
  readonly index: number;
  readonly test: string;
  readonly outcome: 'passed' | 'failed';
  /** What was expected (`-`) and what came (`+`), row by row. */
  readonly diff?: string;
  /** Why there are no rows. */
  readonly error?: RockpoolError;
  /** The rows that came, as they may be written into the file. */
  readonly actual?: readonly JsonObject[];
  readonly elapsedMs: number;
}

/** Runs the tests of all definitions one after the other, each over its own fixtures and nothing else. */
export async function runLambdaTests(
  definitions: readonly LambdaDefinition[],
  parts: LambdaTestParts,
): Promise<readonly LambdaTestResult[]> {
  const stage = makeStage(parts);
  const results: LambdaTestResult[] = [];
  for (const definition of definitions) {
    for (const [index, test] of definition.tests.entries()) {
      const startedMs = parts.clock();
      const told = {
        workspace: definition.workspace,
        name: definition.name,
        file: definition.file,
        index,
        test: test.name,
      };
      const outcome = await runTest(definition, test, parts, stage).catch((error: unknown) => {
        if (error instanceof RockpoolError && error.code !== 'INTERNAL') return { outcome: 'failed' as const, error };
        throw error;
      });
      results.push({ ...told, ...outcome, elapsedMs: parts.clock() - startedMs });
    }
  }
  await stage.show({}, BigInt(parts.clock()) * 1000n);
  return results;
}

/** The text of the lambda's file with the rows that came as the expectation; everything else stays as it is written. */
export function updateExpectation(text: string, result: LambdaTestResult): string {
  return result.actual === undefined ? text : replaceInYaml(text, ['tests', result.index, 'expect'], result.actual);
}

async function runTest(
  definition: LambdaDefinition,
  test: LambdaTest,
  parts: LambdaTestParts,
  stage: Stage,
): Promise<Pick<LambdaTestResult, 'outcome' | 'diff' | 'actual'>> {
  const nowMicros = test.now === undefined ? BigInt(parts.clock()) * 1000n : parseTimestamptz(test.now)!;
  await stage.show(test.fixtures, nowMicros);
  const sql = test.now === undefined ? definition.sql : pinClock(definition.sql, nowMicros);
  const statement = lambdaStatement({ sql, parameters: definition.parameters });
  const { values } = bindArguments({
    parameters: definition.parameters,
    used: statement.parameters,
    arguments: new Map(Object.entries(test.arguments).map(([name, value]) => [name, { value: toArgumentJson(value) }])),
    form: 'plain',
  });
  const limits = limitsOf(definition, parts.defaults);
  const compiled = await parts.queries.compile(statement);
  const result = await parts.queries.run({ statement, values, limits });
  const actual: JsonObject[] = [];
  for await (const batch of result.batches) actual.push(...rowsAsJson(result.columns, batch));
  const comparable = (row: Json): string => comparableRow(result.columns, row);
  const diff = diffRows(test.expect, actual, { comparable, ordered: compiled.ordered });
  return diff === undefined ? { outcome: 'passed', actual } : { outcome: 'failed', diff, actual };
}

interface Stage {
  /** Makes these documents the only ones. */
  show(fixtures: Readonly<Record<string, readonly Json[]>>, nowMicros: bigint): Promise<void>;
}

function makeStage({ catalog, documents, clock }: LambdaTestParts): Stage {
  const shown = new Map<string, { readonly collection: Collection; readonly ids: readonly string[] }>();
  // Rises with every write, so that what a test shows always wins over what an earlier one deleted.
  let version = BigInt(clock()) << 20n;
  const write = ({ definition }: Collection, operations: OperationBatch): Promise<WriteResult> =>
    documents.write(definition, operations, undefined, undefined, { visible: true });
  return {
    async show(fixtures, nowMicros) {
      for (const { collection, ids } of shown.values()) {
        version += 1n;
        if (ids.length > 0) await write(collection, deleteOperations(collection, ids, nowMicros, version));
      }
      shown.clear();
      for (const [name, rows] of Object.entries(fixtures)) {
        const collection = resolveCollection(catalog, parseQualified(name));
        version += 1n;
        const operations = fixtureOperations(collection, rows, nowMicros, version);
        const { refusals } = await write(collection, operations);
        shown.set(printQualified(collection.definition), { collection, ids: operations.ids });
        const refusal = refusals[0];
        if (refusal !== undefined)
          throw new RockpoolError('LAMBDA_TEST_FAILED', `Fixture ${name}[${refusal.index}]: ${refusal.message}`);
      }
    },
  };
}
