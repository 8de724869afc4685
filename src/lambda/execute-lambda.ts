import { RockpoolError } from '../base/error.ts';
import type { ArgumentType } from '../schema/argument-type.ts';
import type { Value } from '../schema/value.ts';
import type { Statement } from '../sql/statement.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { QueryLimits, QueryRequest, QueryResult, QueryService, QueryStatusView } from '../query/query-service.ts';
import type { RowBatch } from '../schema/value.ts';
import { bindArguments } from './bind-arguments.ts';
import type { ExecutionLog } from './execution-log.ts';
import type { ExecuteReply, ExecuteRequest } from './lambda-service.ts';
import { lambdaStatement } from './lambda-statement.ts';
import type { ResultCache } from './result-cache.ts';
import { fingerprintOf, versionRecordId, type StoredVersion } from './stored-version.ts';

export interface ExecuteParts {
  readonly queries: QueryService;
  readonly catalog: Catalog;
  readonly log: ExecutionLog;
  readonly cache: ResultCache;
  readonly statements: StatementCache;
  readonly defaults: QueryLimits;
}

/** Binds the arguments and runs one version. Throws ARGUMENT_*, LAMBDA_INVALID, and what the query throws. */
export async function executeVersion(
  version: StoredVersion,
  request: ExecuteRequest,
  parts: ExecuteParts,
): Promise<ExecuteReply> {
  const id = versionRecordId(version, version.version);
  const failed = (error: unknown): void => {
    if (error instanceof RockpoolError) parts.log.failed(id, request.executedBy, error.message);
  };
  try {
    const query = queryRequest(version, request, parts);
    if (request.async !== undefined)
      return await executeAsync(version, query, request.async.clientTimeoutMs, parts, () =>
        parts.log.succeeded(id, request.executedBy),
      );

    const maxAgeMs = request.pageRows === undefined ? version.cacheMaxAgeMs : undefined;
    const key = `${parts.catalog.version}|${query.sharingKey ?? ''}`;
    const cached = maxAgeMs === undefined ? undefined : parts.cache.get(key, maxAgeMs);
    const result = cached ?? (await parts.queries.run(query));
    const kept = maxAgeMs === undefined || cached !== undefined ? result : parts.cache.keep(key, result);
    return { kind: 'result', result: watched(kept, failed, () => parts.log.succeeded(id, request.executedBy)) };
  } catch (error) {
    const answer = asInvalid(error, version, parts.catalog);
    failed(answer);
    throw answer;
  }
}

function queryRequest(version: StoredVersion, request: ExecuteRequest, parts: ExecuteParts): QueryRequest {
  const bound = bindArguments({
    parameters: version.parameters,
    used: parts.statements.of(version, new Map()).parameters,
    arguments: request.arguments,
    form: request.form,
    ...(request.fixedArguments === undefined ? {} : { fixedArguments: request.fixedArguments }),
  });
  const own = version.limits?.timeoutMs ?? parts.defaults.timeoutMs;
  const limits = {
    timeoutMs: Math.min(own, request.timeoutMs ?? own),
    rows: version.limits?.rows ?? parts.defaults.rows,
  };
  const lambdaPath = `${version.workspace}.${version.name}::${version.version}`;
  return {
    statement: parts.statements.of(version, bound.types),
    values: bound.values,
    limits,
    lambdaPath,
    executedBy: request.executedBy,
    ...(request.defaultRowLimit === undefined ? {} : { defaultRowLimit: request.defaultRowLimit }),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
    ...(request.pageRows === undefined ? {} : { pageRows: request.pageRows }),
    // A page belongs to the one who asked for it.
    ...(request.pageRows === undefined && request.async === undefined
      ? {
          sharingKey: [
            lambdaPath,
            limits.timeoutMs,
            request.defaultRowLimit ?? '',
            typesText(bound.types),
            valuesText(bound.values),
          ].join('|'),
        }
      : {}),
  };
}

/** Starts it; waits as long as the caller does, and answers in full when it was done in time. */
async function executeAsync(
  version: StoredVersion,
  query: QueryRequest,
  clientTimeoutMs: number,
  { queries }: ExecuteParts,
  done: () => void,
): Promise<ExecuteReply> {
  const started = queries.start(query);
  done();
  if (clientTimeoutMs <= 0) return { kind: 'started', status: started };
  const status = await queries.wait(started.queryId, clientTimeoutMs);
  if (status.error !== undefined)
    throw new RockpoolError(status.error.code, status.error.message, { queryId: status.queryId });
  if (status.status !== 'COMPLETED') return { kind: 'started', status };
  return { kind: 'result', result: resultOf(status, version, query, queries) };
}

function resultOf(
  status: QueryStatusView,
  version: StoredVersion,
  query: QueryRequest,
  queries: QueryService,
): QueryResult {
  const page = queries.page(status.queryId, query.pageRows === undefined ? {} : { rows: query.pageRows });
  return {
    queryId: status.queryId,
    columns: page.columns,
    explicitColumns: version.explicitColumns,
    collections: version.collections,
    ...(query.lambdaPath === undefined ? {} : { lambdaPath: query.lambdaPath }),
    batches: (async function* () {
      yield* page.batches;
    })(),
    finish: () => ({
      stats: {
        elapsedMs: status.elapsedMs,
        queuedMs: status.queuedMs,
        compileMs: 0,
        scanMs: 0,
        executeMs: status.elapsedMs - status.queuedMs,
      },
      rowCount: page.page.rowsInPage,
      page: page.page,
    }),
  };
}

function watched(result: QueryResult, failed: (error: unknown) => void, succeeded: () => void): QueryResult {
  const batches = async function* (): AsyncGenerator<RowBatch> {
    try {
      yield* result.batches;
    } catch (error) {
      failed(error);
      throw error;
    }
    succeeded();
  };
  return { ...result, finish: () => result.finish(), batches: batches() };
}

/** A statement that was valid and is not any more, since a collection changed. */
function asInvalid(error: unknown, version: StoredVersion, catalog: Catalog): unknown {
  const codes = ['SQL_BIND', 'SQL_SYNTAX', 'SQL_NOT_ALLOWED', 'SQL_COLUMNS', 'COLLECTION_NOT_FOUND'];
  if (!(error instanceof RockpoolError) || !codes.includes(error.code)) return error;
  if (fingerprintOf(catalog, version.collections) === version.fingerprint) return error;
  const path = `${version.workspace}.${version.name}`;
  return new RockpoolError(
    'LAMBDA_INVALID',
    `The lambda ${path} does not fit its collections any more: ${error.message}`,
    {
      cause: error,
      ...(error.details.place === undefined ? {} : { place: error.details.place }),
    },
  );
}

/** Statements by version and the types of the call: the text is rewritten once. */
export interface StatementCache {
  of(version: StoredVersion, types: ReadonlyMap<string, ArgumentType>): Statement;
}

const maxStatements = 5000;

export function makeStatementCache(): StatementCache {
  const statements = new Map<string, Statement>();
  return {
    of(version, types) {
      const declared = new Set(version.parameters.map((parameter) => parameter.name));
      const callTypes = new Map([...types].filter(([name]) => !declared.has(name)));
      const key = `${versionRecordId(version, version.version)}|${typesText(callTypes)}`;
      const known = statements.get(key);
      if (known !== undefined) return known;
      if (statements.size >= maxStatements) statements.clear();
      const made = lambdaStatement(version, callTypes);
      statements.set(key, made);
      return made;
    },
  };
}

const typesText = (types: ReadonlyMap<string, ArgumentType>): string =>
  [...types].map(([name, type]) => `${name}:${type}`).join(',');

function valuesText(values: ReadonlyMap<string, Value>): string {
  return JSON.stringify([...values], (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}
