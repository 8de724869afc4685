import type { Clock } from '../base/clock.ts';
import { RockpoolError } from '../base/error.ts';
import { printQualified } from '../base/name.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { QueryLimits, QueryService } from '../query/query-service.ts';
import { checkContent } from './check-content.ts';
import type { LambdaState } from './lambda-state.ts';
import type { LambdaContent, ParameterMode } from './lambda.ts';
import { fingerprintOf, type StoredVersion } from './stored-version.ts';
import { contentText, versionId } from './version-id.ts';

export interface VersionParts {
  readonly state: LambdaState;
  readonly queries: QueryService;
  readonly catalog: Catalog;
  readonly clock: Clock;
  /** For lambdas that name no limits. */
  readonly defaults: QueryLimits;
}

/**
 * The version of this content: the stored one, or what to store. It is compiled unless that was done over the same fields before.
 * Throws VERSION_COLLISION, and what `checkContent` finds.
 */
export async function createVersion(
  content: LambdaContent,
  { mode, by }: { readonly mode: ParameterMode; readonly by: string },
  { state, queries, catalog, clock }: VersionParts,
): Promise<{ readonly version: StoredVersion; readonly isNew: boolean }> {
  const id = versionId(content);
  const known = state.get(content)?.versions.get(id);
  if (known !== undefined && contentText(known) !== contentText(content)) {
    throw new RockpoolError(
      'VERSION_COLLISION',
      `Other content of ${printQualified(content)} already has the version id ${id}.`,
    );
  }
  if (known !== undefined && fingerprintOf(catalog, known.collections) === known.fingerprint)
    return { version: known, isNew: false };

  const { compiled, untyped } = await checkContent(content, mode, queries);
  // Later than every version before it, whatever the clock says: the order of versions is the order of their times.
  const others = [...(state.get(content)?.versions.values() ?? [])];
  const createdAtMs = Math.max(clock(), ...others.map((one) => one.createdAtMs + 1));
  const version: StoredVersion = {
    workspace: content.workspace,
    name: content.name,
    sql: content.sql,
    ...(content.description === undefined ? {} : { description: content.description }),
    parameters: content.parameters,
    ...(content.limits === undefined ? {} : { limits: content.limits }),
    ...(content.cacheMaxAgeMs === undefined ? {} : { cacheMaxAgeMs: content.cacheMaxAgeMs }),
    version: id,
    parameterMode: known?.parameterMode ?? mode,
    collections: compiled.collections,
    ...(untyped ? {} : { columns: compiled.columns }),
    explicitColumns: compiled.explicitColumns,
    lookups: compiled.lookups,
    fingerprint: fingerprintOf(catalog, compiled.collections),
    createdAtMs: known?.createdAtMs ?? createdAtMs,
    createdBy: known?.createdBy ?? by,
  };
  return { version, isNew: known === undefined };
}
