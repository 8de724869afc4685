import type { QueryLambdaBody } from '../api/lambdas.ts';
import type { LambdaTagBody } from '../api/tags.ts';
import type { LambdaVersionBody } from '../api/versions.ts';
import { printQualified } from '../base/name.ts';
import type { LambdaSummary, LambdaTag, LambdaVersion, Parameter } from '../lambda/lambda.ts';
import { printType } from '../schema/print-type.ts';
import type { Field } from '../schema/sql-type.ts';
import { isoTime, isoTimeOrNull } from './print-time.ts';

export function versionBody(version: LambdaVersion): LambdaVersionBody {
  const last = version.lastExecution;
  return {
    workspace: version.workspace,
    name: version.name,
    version: version.version,
    description: version.description ?? null,
    sql: { query: version.sql, default_parameters: defaultParameters(version.parameters) },
    collections: version.collections.map(printQualified),
    state: version.state,
    stats: {
      last_executed: isoTimeOrNull(last?.atMs),
      last_executed_by: last?.by ?? null,
      last_execution_error: isoTimeOrNull(last?.error?.atMs),
      last_execution_error_message: last?.error?.message ?? null,
    },
    created_at: isoTime(version.createdAtMs),
    created_by: version.createdBy,
    created_by_apikey_name: version.createdBy,
    public_access_id: null,
    open: version.parameterMode === 'open',
    parameters: version.parameters as LambdaVersionBody['parameters'],
    columns: columnBodies(version.columns),
    ...(version.limits === undefined ? {} : { limits: version.limits }),
    ...(version.cacheMaxAgeMs === undefined ? {} : { cacheMaxAgeMs: version.cacheMaxAgeMs }),
  };
}

export const columnBodies = (columns: readonly Field[] | undefined): LambdaVersionBody['columns'] =>
  columns?.map(({ name, type }) => ({ name, type: printType(type) })) ?? null;

/** Only those with a value: Python's client cannot read a default parameter without one. */
function defaultParameters(parameters: readonly Parameter[]): LambdaVersionBody['sql']['default_parameters'] {
  return parameters.flatMap(({ name, type, typeWord, default: value }) =>
    value === undefined ? [] : [{ name, type: typeWord ?? type, value }],
  );
}

export const tagBody = (tag: LambdaTag): LambdaTagBody => ({
  tag_name: tag.tag,
  version: versionBody(tag.version),
});

export const lambdaBody = (lambda: LambdaSummary): QueryLambdaBody => ({
  workspace: lambda.workspace,
  name: lambda.name,
  version_count: lambda.versionCount,
  collections: lambda.latest.collections.map(printQualified),
  last_updated: isoTime(lambda.lastUpdatedMs),
  last_updated_by: lambda.lastUpdatedBy,
  latest_version: versionBody(lambda.latest),
});
