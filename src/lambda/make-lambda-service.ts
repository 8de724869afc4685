import type { Clock } from '../base/clock.ts';
import { RockpoolError } from '../base/error.ts';
import { assertName, isWorkspaceName, printQualified, type QualifiedName } from '../base/name.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { RecordStore } from '../catalog/record-store.ts';
import type { Observer } from '../observe/observer.ts';
import type { QueryLimits, QueryService } from '../query/query-service.ts';
import { createVersion } from './create-version.ts';
import { deployLambdas } from './deploy-lambdas.ts';
import { makeLambdaViews } from './describe-lambda.ts';
import { executeVersion } from './execute-lambda.ts';
import { loadExecutionLog } from './execution-log.ts';
import { findLambda, findTagged, findVersion } from './find-lambda.ts';
import { compilers, inParallel } from './in-parallel.ts';
import { loadLambdaState } from './lambda-state.ts';
import type { LambdaService, SaveOptions } from './lambda-service.ts';
import type { LambdaContent, LambdaTag } from './lambda.ts';
import { moveTags, wouldMove } from './move-tags.ts';
import { changedPresentations } from './presentation.ts';
import type { LambdaEntry } from './read-entries.ts';
import { makeResultCache } from './result-cache.ts';
import { makeStatementCache } from './statement-cache.ts';
import { versionRecordId } from './stored-version.ts';

export interface LambdaServiceParts {
  readonly records: RecordStore;
  readonly queries: QueryService;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly observer: Observer;
  /** For lambdas that name no limits. */
  readonly defaults: QueryLimits;
}

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
  const versionParts = { state, queries, catalog, clock, defaults };
  const entryOf = (name: QualifiedName): LambdaEntry => findLambda(state, name);
  /** What is not known here may have been deployed by another server a moment ago. */
  const found = async <T>(find: () => T): Promise<T> => {
    try {
      return find();
    } catch {
      await state.refresh();
      return find();
    }
  };
  const { viewOf, summaryOf } = makeLambdaViews({ queries, catalog, log });

  return {
    async execute(request) {
      const { select } = request;
      const version = await found(() => {
        const entry = entryOf(request);
        return 'tag' in select ? findTagged(entry, select.tag) : findVersion(entry, select.version);
      });
      return executeVersion(version, request, execution);
    },

    async save(content: LambdaContent, options: SaveOptions) {
      assertName('lambda', content.name);
      if (!isWorkspaceName(content.workspace))
        throw new RockpoolError('NAME_INVALID', `${JSON.stringify(content.workspace)} is not a name for a workspace.`);
      if (options.tag !== undefined) assertName('tag', options.tag);
      await state.refresh();
      if (options.mustBeNew === true && state.get(content) !== undefined) {
        throw new RockpoolError('LAMBDA_EXISTS', `The lambda ${printQualified(content)} exists already.`);
      }
      if (options.mustExist === true) entryOf(content);
      const { version, isNew } = await createVersion(content, options, versionParts);
      const outcome = isNew ? 'created' : wouldMove(state, version, options.tag) ? 'moved' : 'unchanged';
      if (options.dryRun !== true) {
        await state.addVersions([version]);
        await state.setPresentations(changedPresentations([content], state));
        await moveTags(state, version, { ...options, atMs: clock() });
        if (outcome !== 'unchanged')
          observer({ kind: 'deployed', what: printQualified(content), version: version.version });
      }
      const entry = state.get(content) ?? { ...content, versions: new Map(), tags: new Map(), presentation: {} };
      return { version: await viewOf(entry, version), outcome };
    },

    async deploy(definitions, options) {
      await state.refresh();
      return deployLambdas(definitions, options, versionParts);
    },

    async list(workspace) {
      const entries = state.list().filter((entry) => workspace === undefined || entry.workspace === workspace);
      return inParallel(entries, compilers, summaryOf);
    },

    async versions(name) {
      const entry = await found(() => entryOf(name));
      const newest = [...entry.versions.values()].sort((a, b) => b.createdAtMs - a.createdAtMs);
      return inParallel(newest, compilers, (version) => viewOf(entry, version));
    },

    async version(name, version) {
      const stored = await found(() => findVersion(entryOf(name), version));
      return viewOf(entryOf(name), stored);
    },

    async tags(name) {
      const entry = await found(() => entryOf(name));
      const names = [...entry.tags.keys()].sort();
      return Promise.all(
        names.map(async (tag): Promise<LambdaTag> => ({ tag, version: await viewOf(entry, findTagged(entry, tag)) })),
      );
    },

    async tag(name, tag) {
      const stored = await found(() => findTagged(entryOf(name), tag));
      return { tag, version: await viewOf(entryOf(name), stored) };
    },

    async moveTag(name, tag, version) {
      assertName('tag', tag);
      await state.refresh();
      const entry = entryOf(name);
      const to = findVersion(entry, version);
      await state.moveTag(name, tag, { version, atMs: clock(), by: entry.tags.get('latest')!.movedBy });
      return { tag, version: await viewOf(entry, to) };
    },

    async deleteTag(name, tag) {
      if (tag === 'latest') throw new RockpoolError('TAG_PROTECTED', 'The tag "latest" cannot be deleted.');
      await state.refresh();
      const entry = entryOf(name);
      const version = await viewOf(entry, findTagged(entry, tag));
      await state.deleteTag(name, tag);
      return { tag, version };
    },

    async deleteVersion(name, version) {
      await state.refresh();
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
      await state.refresh();
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

    refresh: () => state.refresh(),
    flush: () => log.flush(),
  };
}
