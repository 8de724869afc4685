import type { LambdaState } from './lambda-state.ts';
import type { StoredVersion } from './stored-version.ts';

export interface TagMove {
  /** Moved beside `latest`, which always moves. */
  readonly tag?: string | undefined;
  readonly atMs: number;
  readonly by: string;
  /** `latest` must not exist yet. */
  readonly mustBeNew?: boolean | undefined;
}

const namesOf = (tag: string | undefined): readonly string[] =>
  tag === undefined || tag === 'latest' ? ['latest'] : ['latest', tag];

const carries = (state: LambdaState, version: StoredVersion, tag: string): boolean =>
  state.get(version)?.tags.get(tag)?.version === version.version;

/** True when `latest` or the tag stands elsewhere, or nowhere. */
export function wouldMove(state: LambdaState, version: StoredVersion, tag: string | undefined): boolean {
  return namesOf(tag).some((name) => !carries(state, version, name));
}

/** Points `latest` and the tag at a stored version. Throws DEPLOY_CONFLICT; LAMBDA_EXISTS when it `mustBeNew` and is not. */
export async function moveTags(
  state: LambdaState,
  version: StoredVersion,
  { tag, atMs, by, mustBeNew = false }: TagMove,
): Promise<void> {
  for (const name of namesOf(tag)) {
    if (carries(state, version, name) && !mustBeNew) continue;
    const to = { version: version.version, atMs, by, mustBeNew: mustBeNew && name === 'latest' };
    await state.moveTag(version, name, to);
  }
}
