import { problemsError, type Problem } from '../base/error.ts';
import { assertName, printQualified } from '../base/name.ts';
import { createVersion, type VersionParts } from './create-version.ts';
import { deployProblems } from './deploy-problems.ts';
import { judgeScans } from './judge-scans.ts';
import { compilers, inParallel } from './in-parallel.ts';
import type { DeployItem, DeployOptions } from './lambda-service.ts';
import type { LambdaDefinition } from './lambda.ts';
import { moveTags, wouldMove } from './move-tags.ts';
import { changedPresentations } from './presentation.ts';

/**
 * Files → versions → tags. Everything is checked before anything is stored: throws DEPLOY_INVALID with every problem of every file, NAME_INVALID
 * for the tag, DEPLOY_CONFLICT when somebody else moves a tag meanwhile.
 */
export async function deployLambdas(
  definitions: readonly LambdaDefinition[],
  { tag, dryRun = false, by }: DeployOptions,
  parts: VersionParts,
): Promise<readonly DeployItem[]> {
  const { state, clock } = parts;
  if (tag !== undefined) assertName('tag', tag);
  const problems: Problem[] = [];
  const checked = await inParallel(definitions, compilers, async (definition) => {
    try {
      const { version, isNew } = await createVersion(definition, { mode: 'declared', by }, parts);
      const scans = isNew ? await judgeScans(definition, parts) : [];
      return { version, isNew, scans, moves: wouldMove(state, version, tag) };
    } catch (error) {
      problems.push(...deployProblems(error, definition));
      return undefined;
    }
  });
  problems.push(...duplicateProblems(definitions));
  if (problems.length > 0) throw problemsError('DEPLOY_INVALID', problems.sort(byPlace));

  const ready = checked.filter((one) => one !== undefined);
  if (!dryRun) {
    const versions = ready.map(({ version }) => version);
    await state.addVersions(versions.filter((one) => state.get(one)?.versions.get(one.version) !== one));
    await state.setPresentations(changedPresentations(definitions, state));
    for (const { version, moves } of ready) if (moves) await moveTags(state, version, { tag, by, atMs: clock() });
  }
  return ready.map(({ version, isNew, scans, moves }): DeployItem => ({
    workspace: version.workspace,
    name: version.name,
    version: version.version,
    outcome: isNew ? 'created' : moves ? 'moved' : 'unchanged',
    ...(version.columns === undefined ? {} : { columns: version.columns }),
    scans: scans.map(({ collection, verdict }) => ({ collection, verdict })),
  }));
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

/** By file and line; what has none comes first. */
function byPlace(a: Problem, b: Problem): number {
  const [left, right] = [a.file ?? '', b.file ?? ''];
  return left === right ? (a.line ?? 0) - (b.line ?? 0) : left < right ? -1 : 1;
}
