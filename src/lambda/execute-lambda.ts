import { RockpoolError } from '../base/error.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { QueryLimits, QueryRequest, QueryResult, QueryService } from '../query/query-service.ts';
import type { RowBatch, Value } from '../schema/value.ts';
import { bindArguments } from './bind-arguments.ts';
import { executeAsync } from './execute-async.ts';
import type { ExecutionLog } from './execution-log.ts';
import { limitsOf } from './lambda-limits.ts';
import type { ExecuteReply, ExecuteRequest } from './lambda-service.ts';
import type { ResultCache } from './result-cache.ts';
import { typesText, type StatementCache } from './statement-cache.ts';
import { fingerprintOf, versionRecordId, type StoredVersion } from './stored-version.ts';

export interface ExecuteParts {
  readonly queries: QueryService;
  readonly catalog: Catalog;
  readonly log: ExecutionLog;
  readonly cache: ResultCache;
  readonly statements: StatementCache;
  readonly defaults: QueryLimits;
}

/** Binds the arguments and runs one version; the log learns how it went. Throws ARGUMENT_*, LAMBDA_INVALID, and what the query throws. */
export async function executeVersion(
  version: StoredVersion,
  request: ExecuteRequest,
  parts: ExecuteParts,
): Promise<ExecuteReply> {
  const id = versionRecordId(version, version.version);
  const succeeded = (): void => parts.log.succeeded(id, request.executedBy);
  const failed = (error: unknown): void => {
    if (error instanceof RockpoolError) parts.log.failed(id, request.executedBy, error.message);
  };
  try {
    const query = bindQuery(version, request, parts);
    if (request.async !== undefined) {
      const { clientTimeoutMs } = request.async;
      return await executeAsync(version, query, { queries: parts.queries, clientTimeoutMs, started: succeeded });
    }
    const result = await runOrRecall(version, query, parts);
    return { kind: 'result', result: watched(result, failed, succeeded) };
  } catch (error) {
    const answer = asInvalid(error, version, parts.catalog);
    failed(answer);
    throw answer;
  }
}

function bindQuery(version: StoredVersion, request: ExecuteRequest, parts: ExecuteParts): QueryRequest {
  const bound = bindArguments({
    parameters: version.parameters,
    used: parts.statements.of(version, new Map()).parameters,
    arguments: request.arguments,
    form: request.form,
    ...(request.fixedArguments === undefined ? {} : { fixedArguments: request.fixedArguments }),
  });
  const own = limitsOf(version, parts.defaults);
  const limits = { ...own, timeoutMs: Math.min(own.timeoutMs, request.timeoutMs ?? own.timeoutMs) };
  const lambdaPath = `${version.workspace}.${version.name}::${version.version}`;
  const wishes = [limits.timeoutMs, request.defaultRowLimit ?? ''];
  const sharingKey = [lambdaPath, ...wishes, typesText(bound.types), valuesText(bound.values)].join('|');
  // A page belongs to the one who asked for it.
  const isShared = request.pageRows === undefined && request.async === undefined;
  return {
    statement: parts.statements.of(version, bound.types),
    values: bound.values,
    limits,
    lambdaPath,
    executedBy: request.executedBy,
    ...(request.defaultRowLimit === undefined ? {} : { defaultRowLimit: request.defaultRowLimit }),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
    ...(request.pageRows === undefined ? {} : { pageRows: request.pageRows }),
    ...(isShared ? { sharingKey } : {}),
  };
}

/** A lambda with a cache answers from it while its rows are young enough, and only to those who may share them. */
async function runOrRecall(
  { cacheMaxAgeMs }: StoredVersion,
  query: QueryRequest,
  { queries, cache, catalog }: ExecuteParts,
): Promise<QueryResult> {
  if (cacheMaxAgeMs === undefined || query.sharingKey === undefined) return queries.run(query);
  const key = `${catalog.version}|${query.sharingKey}`;
  return cache.get(key, cacheMaxAgeMs) ?? cache.keep(key, await queries.run(query));
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

function valuesText(values: ReadonlyMap<string, Value>): string {
  return JSON.stringify([...values], (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}
