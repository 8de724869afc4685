import type { Clock } from '../base/clock.ts';
import { problemsError, RockpoolError, type Problem } from '../base/error.ts';
import { assertName, isWorkspaceName, printQualified, type QualifiedName } from '../base/name.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { RecordStore } from '../catalog/record-store.ts';
import type { Observer } from '../observe/observer.ts';
import type { QueryLimits, QueryService } from '../query/query-service.ts';
import { checkContent } from './check-content.ts';
import { deployProblems } from './deploy-problems.ts';
import { executeVersion, makeStatementCache } from './execute-lambda.ts';
import { makeLambdaViews } from './describe-lambda.ts';
import { findLambda, findTagged, findVersion } from './find-lambda.ts';
import { inParallel } from './in-parallel.ts';
import { changedPresentations } from './presentation.ts';
import { loadExecutionLog } from './execution-log.ts';
import { loadLambdaState, type LambdaEntry } from './lambda-state.ts';
import type { DeployItem, LambdaService, SaveOptions } from './lambda-service.ts';
import type { LambdaContent, LambdaDefinition, LambdaTag, ParameterMode } from './lambda.ts';
import { makeResultCache } from './result-cache.ts';
import { fingerprintOf, versionRecordId, type StoredVersion } from './stored-version.ts';
import { contentText, versionId } from './version-id.ts';

export interface LambdaServiceParts {
  readonly records: RecordStore;
  readonly queries: QueryService;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly observer: Observer;
  /** For lambdas that name no limits. */
  readonly defaults: QueryLimits;
}

/** Statements that are compiled at the same time: more would only wait for one another. */
const compilers = 4;

/** Reads what is stored, and answers from memory from then on. */
export async function makeLambdaService(parts: LambdaServiceParts): Promise<LambdaService> {
  const { records, queries, catalog, clock, observer, defaults } = parts;
  const state = await loadLambdaState(records);
  const log = await loadExecutionLog(records, clock);
  const execution = {
    queries,
    catalog,
    log,
    cache: makeResultCache(clock),
    statements: makeStatementCache(),
    defaults,
  };

  const entryOf = (name: QualifiedName): LambdaEntry => findLambda(state, name);
  const { viewOf, summaryOf } = makeLambdaViews({ queries, catalog, log });

  /** The stored version of this content, or what to store. */
  const check = async (
    content: LambdaContent,
    mode: ParameterMode,
    by: string,
  ): Promise<{ readonly version: StoredVersion; readonly isNew: boolean }> => {
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
    const created = Math.max(
      clock(),
      ...[...(state.get(content)?.versions.values() ?? [])].map((one) => one.createdAtMs + 1),
    );
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
      createdAtMs: known?.createdAtMs ?? created,
      createdBy: known?.createdBy ?? by,
    };
    return { version, isNew: known === undefined };
  };

  const moveTags = async (
    version: StoredVersion,
    tag: string | undefined,
    by: string,
    mustBeNew: boolean,
  ): Promise<boolean> => {
    let moved = false;
    for (const name of new Set(['latest', ...(tag === undefined ? [] : [tag])])) {
      if (state.get(version)?.tags.get(name)?.version === version.version && !mustBeNew) continue;
      await state.moveTag(version, name, {
        version: version.version,
        atMs: clock(),
        by,
        mustBeNew: mustBeNew && name === 'latest',
      });
      moved = true;
    }
    return moved;
  };
  const wouldMove = (version: StoredVersion, tag: string | undefined): boolean =>
    ['latest', ...(tag === undefined ? [] : [tag])].some(
      (name) => state.get(version)?.tags.get(name)?.version !== version.version,
    );

  return {
    async execute(request) {
      const entry = entryOf(request);
      const version =
        'tag' in request.select ? findTagged(entry, request.select.tag) : findVersion(entry, request.select.version);
      return executeVersion(version, request, execution);
    },

    async save(content: LambdaContent, options: SaveOptions) {
      assertName('lambda', content.name);
      if (!isWorkspaceName(content.workspace))
        throw new RockpoolError('NAME_INVALID', `${JSON.stringify(content.workspace)} is not a name for a workspace.`);
      if (options.tag !== undefined) assertName('tag', options.tag);
      if (options.mustBeNew === true && state.get(content) !== undefined) {
        throw new RockpoolError('LAMBDA_EXISTS', `The lambda ${printQualified(content)} exists already.`);
      }
      if (options.mustExist === true) entryOf(content);
      const { version, isNew } = await check(content, options.mode, options.by);
      const outcome = isNew ? 'created' : wouldMove(version, options.tag) ? 'moved' : 'unchanged';
      if (options.dryRun !== true) {
        await state.addVersions([version]);
        await state.setPresentations(changedPresentations([content], state.get(content)));
        await moveTags(version, options.tag, options.by, options.mustBeNew === true);
        if (outcome !== 'unchanged')
          observer({ kind: 'deployed', what: printQualified(content), version: version.version });
      }
      const entry = state.get(content) ?? { ...content, versions: new Map(), tags: new Map(), presentation: {} };
      return { version: await viewOf(entry, version), outcome };
    },

    async deploy(definitions, { tag, dryRun = false, by }) {
      if (tag !== undefined) assertName('tag', tag);
      const problems: Problem[] = [];
      const checked = await inParallel(definitions, compilers, async (definition) => {
        try {
          return await check(definition, 'declared', by);
        } catch (error) {
          problems.push(...deployProblems(error, definition));
          return undefined;
        }
      });
      problems.push(...duplicateProblems(definitions));
      if (problems.length > 0) throw problemsError('DEPLOY_INVALID', sortProblems(problems));

      const ready = checked.filter((one) => one !== undefined);
      const before = new Map(ready.map(({ version }) => [version, wouldMove(version, tag)]));
      if (!dryRun) {
        await state.addVersions(
          ready
            .filter(({ version }) => state.get(version)?.versions.get(version.version) !== version)
            .map(({ version }) => version),
        );
        await state.setPresentations(
          definitions.flatMap((definition) => changedPresentations([definition], state.get(definition))),
        );
        for (const { version } of ready) if (before.get(version) === true) await moveTags(version, tag, by, false);
      }
      return ready.map(({ version, isNew }): DeployItem => ({
        workspace: version.workspace,
        name: version.name,
        version: version.version,
        outcome: isNew ? 'created' : before.get(version) === true ? 'moved' : 'unchanged',
      }));
    },

    async list(workspace) {
      const entries = state.list().filter((entry) => workspace === undefined || entry.workspace === workspace);
      return inParallel(entries, compilers, summaryOf);
    },

    async versions(name) {
      const entry = entryOf(name);
      const newest = [...entry.versions.values()].sort((a, b) => b.createdAtMs - a.createdAtMs);
      return inParallel(newest, compilers, (version) => viewOf(entry, version));
    },

    async version(name, version) {
      const entry = entryOf(name);
      return viewOf(entry, findVersion(entry, version));
    },

    async tags(name) {
      const entry = entryOf(name);
      const names = [...entry.tags.keys()].sort();
      return Promise.all(
        names.map(async (tag): Promise<LambdaTag> => ({ tag, version: await viewOf(entry, findTagged(entry, tag)) })),
      );
    },

    async tag(name, tag) {
      const entry = entryOf(name);
      return { tag, version: await viewOf(entry, findTagged(entry, tag)) };
    },

    async moveTag(name, tag, version) {
      assertName('tag', tag);
      const entry = entryOf(name);
      const to = findVersion(entry, version);
      await state.moveTag(name, tag, { version, atMs: clock(), by: entry.tags.get('latest')!.movedBy });
      return { tag, version: await viewOf(entry, to) };
    },

    async deleteTag(name, tag) {
      if (tag === 'latest') throw new RockpoolError('TAG_PROTECTED', 'The tag "latest" cannot be deleted.');
      const entry = entryOf(name);
      const version = await viewOf(entry, findTagged(entry, tag));
      await state.deleteTag(name, tag);
      return { tag, version };
    },

    async deleteVersion(name, version) {
      const entry = entryOf(name);
      const view = await viewOf(entry, findVersion(entry, version));
      const tags = [...entry.tags].filter(([, one]) => one.version === version).map(([tag]) => JSON.stringify(tag));
      if (tags.length > 0) {
        throw new RockpoolError(
          'VERSION_IN_USE',
          `The version ${version} of ${printQualified(name)} carries the tag${tags.length === 1 ? '' : 's'} ${tags.sort().join(', ')}.`,
        );
      }
      await state.deleteVersion(name, version);
      log.forget(versionRecordId(name, version));
      return view;
    },

    async delete(name) {
      const entry = entryOf(name);
      const summary = await summaryOf(entry);
      for (const version of entry.versions.keys()) log.forget(versionRecordId(name, version));
      await state.deleteLambda(name);
      return summary;
    },

    lookups() {
      const fields = new Map<string, Set<string>>();
      for (const entry of state.list()) {
        for (const version of new Set([...entry.tags.values()].map((tag) => entry.versions.get(tag.version)))) {
          for (const { collection, field } of version?.lookups ?? []) {
            const key = printQualified(collection);
            fields.set(key, (fields.get(key) ?? new Set()).add(field));
          }
        }
      }
      return fields;
    },

    flush: () => log.flush(),
  };
}

function duplicateProblems(definitions: readonly LambdaDefinition[]): readonly Problem[] {
  const files = new Map<string, string>();
  return definitions.flatMap((definition): readonly Problem[] => {
    const name = printQualified(definition);
    const other = files.get(name);
    files.set(name, definition.file);
    return other === undefined
      ? []
      : [{ code: 'CONFIG_INVALID', file: definition.file, message: `${other} already defines ${name}.` }];
  });
}

const sortProblems = (problems: readonly Problem[]): readonly Problem[] =>
  [...problems].sort((a, b) =>
    (a.file ?? '') === (b.file ?? '') ? (a.line ?? 0) - (b.line ?? 0) : (a.file ?? '') < (b.file ?? '') ? -1 : 1,
  );
