import { RockpoolError } from '../base/error.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { QueryService } from '../query/query-service.ts';
import { checkContent } from './check-content.ts';
import type { ExecutionLog } from './execution-log.ts';
import { findVersion } from './find-lambda.ts';
import type { LambdaEntry } from './read-entries.ts';
import type { LambdaSummary, LambdaVersion } from './lambda.ts';
import { fingerprintOf, versionRecordId, type StoredVersion } from './stored-version.ts';

/** Versions and lambdas as callers and generators see them: with presentation, state and last execution. */
export interface LambdaViews {
  viewOf(entry: LambdaEntry, version: StoredVersion): Promise<LambdaVersion>;
  summaryOf(entry: LambdaEntry): Promise<LambdaSummary>;
}

export function makeLambdaViews({
  queries,
  catalog,
  log,
}: {
  readonly queries: QueryService;
  readonly catalog: Catalog;
  readonly log: ExecutionLog;
}): LambdaViews {
  const validity = new Map<string, boolean>();

  /** Compiling tells; but while the fields of its collections are what they were, nothing can have changed. */
  const isValid = async (version: StoredVersion): Promise<boolean> => {
    const now = fingerprintOf(catalog, version.collections);
    if (now === version.fingerprint) return true;
    const key = `${versionRecordId(version, version.version)}|${now}`;
    const known = validity.get(key);
    if (known !== undefined) return known;
    const valid = await checkContent(version, version.parameterMode, queries).then(
      () => true,
      (error: unknown) => {
        if (error instanceof RockpoolError && error.row.status < 500) return false;
        throw error;
      },
    );
    validity.set(key, valid);
    return valid;
  };
  const viewOf = async (entry: LambdaEntry, version: StoredVersion): Promise<LambdaVersion> => {
    const { lookups: _, fingerprint: __, ...rest } = version;
    const last = log.get(versionRecordId(version, version.version));
    return {
      ...rest,
      parameters: rest.parameters.map((parameter) => ({ ...parameter, ...entry.presentation[parameter.name] })),
      state: (await isValid(version)) ? 'ACTIVE' : 'INVALID_SQL',
      ...(last === undefined ? {} : { lastExecution: last }),
    };
  };
  return {
    viewOf,
    async summaryOf(entry) {
      const latest = entry.tags.get('latest')!;
      return {
        workspace: entry.workspace,
        name: entry.name,
        versionCount: entry.versions.size,
        latest: await viewOf(entry, findVersion(entry, latest.version)),
        lastUpdatedMs: latest.movedAtMs,
        lastUpdatedBy: latest.movedBy,
      };
    },
  };
}
