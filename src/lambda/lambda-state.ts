import { RockpoolError } from '../base/error.ts';
import type { JsonObject } from '../base/json.ts';
import { printQualified, type QualifiedName } from '../base/name.ts';
import type { RecordStore, Revision } from '../catalog/record-store.ts';
import type { Parameter } from './lambda.ts';
import { fromVersionRecord, toVersionRecord, versionRecordId, type StoredVersion } from './stored-version.ts';

export interface StoredTag {
  readonly version: string;
  readonly movedAtMs: number;
  readonly movedBy: string;
  readonly revision: Revision;
}

/** Descriptions and examples of the newest deploy, by parameter. */
export type Presentation = Readonly<Record<string, Pick<Parameter, 'description' | 'example'>>>;

export interface LambdaEntry extends QualifiedName {
  readonly versions: Map<string, StoredVersion>;
  readonly tags: Map<string, StoredTag>;
  presentation: Presentation;
}

/** All lambdas in memory, written through. A lambda exists as long as its tag `latest` does. */
export interface LambdaState {
  list(): readonly LambdaEntry[];
  get(name: QualifiedName): LambdaEntry | undefined;
  addVersions(versions: readonly StoredVersion[]): Promise<void>;
  setPresentations(items: readonly (QualifiedName & { readonly presentation: Presentation })[]): Promise<void>;
  /** Throws DEPLOY_CONFLICT when another writer keeps winning; LAMBDA_EXISTS when it `mustBeNew` and is not. */
  moveTag(
    name: QualifiedName,
    tag: string,
    to: { readonly version: string; readonly atMs: number; readonly by: string; readonly mustBeNew?: boolean },
  ): Promise<void>;
  deleteTag(name: QualifiedName, tag: string): Promise<void>;
  deleteVersion(name: QualifiedName, version: string): Promise<void>;
  deleteLambda(name: QualifiedName): Promise<void>;
}

const attempts = 3;

/** Reads everything once; thousands of versions are some megabytes. */
export async function loadLambdaState(records: RecordStore): Promise<LambdaState> {
  const entries = new Map<string, LambdaEntry>();
  const entryOf = (name: QualifiedName): LambdaEntry => {
    const key = printQualified(name);
    const known = entries.get(key);
    if (known !== undefined) return known;
    const made: LambdaEntry = {
      workspace: name.workspace,
      name: name.name,
      versions: new Map(),
      tags: new Map(),
      presentation: {},
    };
    entries.set(key, made);
    return made;
  };
  for (const { value } of await records.list('version')) {
    const version = fromVersionRecord(value);
    entryOf(version).versions.set(version.version, version);
  }
  for (const { id, value, revision } of await records.list('tag')) {
    const { tag, ...name } = parseId(id);
    entryOf(name).tags.set(tag!, tagOf(value, revision));
  }
  for (const { id, value } of await records.list('lambda')) {
    entryOf(parseId(id)).presentation = value['presentation'] as unknown as Presentation;
  }

  const readTag = async (name: QualifiedName, tag: string): Promise<StoredTag | undefined> => {
    const found = await records.get({ kind: 'tag', id: versionRecordId(name, tag) });
    const entry = entryOf(name);
    if (found === undefined) entry.tags.delete(tag);
    else entry.tags.set(tag, tagOf(found.value, found.revision));
    return entry.tags.get(tag);
  };

  const state: LambdaState = {
    list: () =>
      [...entries.values()]
        .filter((entry) => entry.tags.has('latest'))
        .sort((a, b) => (printQualified(a) < printQualified(b) ? -1 : 1)),
    get(name) {
      const entry = entries.get(printQualified(name));
      return entry?.tags.has('latest') === true ? entry : undefined;
    },

    async addVersions(versions) {
      if (versions.length === 0) return;
      // Content-addressed, so whoever else writes the same id writes the same content.
      await records.putAll(
        'version',
        versions.map((one) => ({ id: versionRecordId(one, one.version), value: toVersionRecord(one) })),
      );
      for (const one of versions) entryOf(one).versions.set(one.version, fromVersionRecord(toVersionRecord(one)));
    },

    async setPresentations(items) {
      if (items.length === 0) return;
      const values = items.map((one) => ({
        id: `${one.workspace}/${one.name}`,
        value: { presentation: one.presentation },
      }));
      await records.putAll('lambda', values);
      for (const one of items) entryOf(one).presentation = one.presentation;
    },

    async moveTag(name, tag, { version, atMs, by, mustBeNew = false }) {
      const id = versionRecordId(name, tag);
      for (let attempt = 0; attempt < attempts; attempt++) {
        const known = entryOf(name).tags.get(tag);
        if (mustBeNew && known !== undefined)
          throw new RockpoolError('LAMBDA_EXISTS', `The lambda ${printQualified(name)} exists already.`);
        const written = await records.put(
          { kind: 'tag', id },
          { version, movedAtMs: atMs, movedBy: by },
          known?.revision,
        );
        if (written !== 'conflict') {
          entryOf(name).tags.set(tag, { version, movedAtMs: atMs, movedBy: by, revision: written });
          return;
        }
        await readTag(name, tag);
      }
      throw tagConflict(name, tag);
    },

    async deleteTag(name, tag) {
      for (let attempt = 0; attempt < attempts; attempt++) {
        const known = entryOf(name).tags.get(tag);
        if (
          known === undefined ||
          (await records.delete({ kind: 'tag', id: versionRecordId(name, tag) }, known.revision))
        ) {
          entryOf(name).tags.delete(tag);
          return;
        }
        await readTag(name, tag);
      }
      throw tagConflict(name, tag);
    },

    async deleteVersion(name, version) {
      await deleteRecord(records, 'version', versionRecordId(name, version));
      await deleteRecord(records, 'execution', versionRecordId(name, version));
      entryOf(name).versions.delete(version);
    },

    async deleteLambda(name) {
      const entry = entryOf(name);
      // `latest` first: without it the lambda is gone, whatever a crash leaves behind.
      for (const tag of ['latest', ...[...entry.tags.keys()].filter((one) => one !== 'latest')])
        await state.deleteTag(name, tag);
      for (const version of [...entry.versions.keys()]) await state.deleteVersion(name, version);
      await deleteRecord(records, 'lambda', `${name.workspace}/${name.name}`);
      entries.delete(printQualified(name));
    },
  };
  return state;
}

function tagConflict(name: QualifiedName, tag: string): RockpoolError {
  return new RockpoolError(
    'DEPLOY_CONFLICT',
    `Somebody else keeps moving the tag ${JSON.stringify(tag)} of ${printQualified(name)}.`,
  );
}

async function deleteRecord(records: RecordStore, kind: 'version' | 'lambda' | 'execution', id: string): Promise<void> {
  const found = await records.get({ kind, id });
  if (found !== undefined) await records.delete({ kind, id }, found.revision);
}

/** What `versionRecordId` wrote for a tag, or `<workspace>/<name>` of a lambda's own record; no name holds a slash. */
function parseId(id: string): QualifiedName & { readonly tag: string | undefined } {
  const [workspace, name, tag] = id.split('/');
  return { workspace: workspace!, name: name!, tag };
}

const tagOf = (value: JsonObject, revision: Revision): StoredTag => ({
  version: value['version'] as string,
  movedAtMs: value['movedAtMs'] as number,
  movedBy: value['movedBy'] as string,
  revision,
});
