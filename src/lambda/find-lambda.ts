import { RockpoolError } from '../base/error.ts';
import type { QualifiedName } from '../base/name.ts';
import { didYouMean } from '../base/suggest.ts';
import type { LambdaState } from './lambda-state.ts';
import type { LambdaEntry } from './read-entries.ts';
import type { StoredVersion } from './stored-version.ts';

/** The lambda of this name. Throws LAMBDA_NOT_FOUND with a suggestion. */
export function findLambda(state: LambdaState, name: QualifiedName): LambdaEntry {
  const entry = state.get(name);
  if (entry !== undefined) return entry;
  const neighbours = state.list().filter((one) => one.workspace === name.workspace);
  const near = didYouMean(
    name.name,
    neighbours.map((one) => one.name),
  );
  throw new RockpoolError(
    'LAMBDA_NOT_FOUND',
    `Query Lambda "${name.name}" not found in workspace "${name.workspace}".${near}`,
  );
}

/** Throws VERSION_NOT_FOUND, in the words of Rockset's service. */
export function findVersion(entry: LambdaEntry, version: string): StoredVersion {
  const found = entry.versions.get(version);
  if (found !== undefined) return found;
  throw new RockpoolError(
    'VERSION_NOT_FOUND',
    `Query Lambda "${entry.name}" (version "${version}") not found in workspace "${entry.workspace}".`,
  );
}

/** The version that carries the tag. Throws TAG_NOT_FOUND naming the tags that exist. */
export function findTagged(entry: LambdaEntry, tag: string): StoredVersion {
  const found = entry.tags.get(tag);
  if (found !== undefined) return findVersion(entry, found.version);
  const tags = [...entry.tags.keys()].sort();
  const near = didYouMean(tag, tags) || ` There are: ${tags.join(', ')}.`;
  throw new RockpoolError(
    'TAG_NOT_FOUND',
    `Query Lambda "${entry.name}" (tag "${tag}") not found in workspace "${entry.workspace}".${near}`,
  );
}
