import { RockpoolError } from '../base/error.ts';
import { printQualified, type QualifiedName } from '../base/name.ts';
import type { RecordStore } from '../catalog/record-store.ts';
import { entryOf, readEntries, tagOf, type LambdaEntry, type Presentation, type StoredTag } from './read-entries.ts';
import { oneAfterAnother } from './one-after-another.ts';
import { fromVersionRecord, toVersionRecord, versionRecordId, type StoredVersion } from './stored-version.ts';

/** All lambdas in memory, written through. A lambda exists as long as its tag `latest` does. */
export interface LambdaState {
  list(): readonly LambdaEntry[];
  get(name: QualifiedName): LambdaEntry | undefined;
  /** Takes over what other servers of the store wrote before this call; costs nothing where there are none. Throws STORE_UNAVAILABLE. */
  refresh(): Promise<void>;
  addVersions(versions: readonly StoredVersion[]): Promise<void>;
  setPresentations(items: readonly (QualifiedName & { readonly presentation: Presentation })[]): Promise<void>;
  /** Throws DEPLOY_CONFLICT when another writer keeps winning; LAMBDA_EXISTS when it `mustBeNew` and is not. */
  moveTag(
    name: QualifiedName,
    tag: string,
    to: { readonly version: string; readonly atMs: number; readonly by: string; readonly mustBeNew?: boolean },
  ): Promise<void>;
  deleteTag(name: QualifiedName, tag: string): Promise<void>;
  /** Throws VERSION_IN_USE when another server has put a tag on it meanwhile; then it stays. */
  deleteVersion(name: QualifiedName, version: string): Promise<void>;
  deleteLambda(name: QualifiedName): Promise<void>;
}

const attempts = 3;

/** Reads everything once, and again when another server has changed something. */
export async function loadLambdaState(records: RecordStore): Promise<LambdaState> {
  const readMark = (): Promise<string> | undefined => records.changeMark?.(['tag', 'version', 'lambda']);
  let mark = await readMark();
  let entries = await readEntries(records);
  /** Lambdas that were changed here while everything was read again: what was read of them may be older. */
  const changedHere = new Set<string>();
  const known = (name: QualifiedName): LambdaEntry => entryOf(entries, name);
  const change = (name: QualifiedName): LambdaEntry => {
    changedHere.add(printQualified(name));
    return known(name);
  };

  const catchUp = async (): Promise<void> => {
    const found = await readMark();
    if (found === mark) return;
    changedHere.clear();
    const loaded = await readEntries(records);
    for (const key of changedHere) {
      const own = entries.get(key);
      if (own === undefined) loaded.delete(key);
      else loaded.set(key, own);
    }
    entries = loaded;
    // What was left out is read the next time.
    mark = changedHere.size === 0 ? found : undefined;
  };

  const readTag = async (name: QualifiedName, tag: string): Promise<StoredTag | undefined> => {
    const found = await records.get({ kind: 'tag', id: versionRecordId(name, tag) });
    if (found === undefined) change(name).tags.delete(tag);
    else change(name).tags.set(tag, tagOf(found.value, found.revision));
    return known(name).tags.get(tag);
  };

  const writeVersions = (versions: readonly StoredVersion[]): Promise<void> =>
    records.putAll(
      'version',
      versions.map((one) => ({ id: versionRecordId(one, one.version), value: toVersionRecord(one) })),
    );

  /** A version that another server deleted while a tag was moved to it is stored again: no tag stands on nothing. */
  const keepVersion = async (version: StoredVersion | undefined): Promise<void> => {
    if (records.changeMark === undefined || version === undefined) return;
    const id = versionRecordId(version, version.version);
    if ((await records.get({ kind: 'version', id })) === undefined) await writeVersions([version]);
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
    refresh: records.changeMark === undefined ? async () => {} : oneAfterAnother(catchUp),

    async addVersions(versions) {
      if (versions.length === 0) return;
      // Content-addressed, so whoever else writes the same id writes the same content.
      await writeVersions(versions);
      for (const one of versions) change(one).versions.set(one.version, fromVersionRecord(toVersionRecord(one)));
    },

    async setPresentations(items) {
      if (items.length === 0) return;
      const values = items.map((one) => ({
        id: `${one.workspace}/${one.name}`,
        value: { presentation: one.presentation },
      }));
      await records.putAll('lambda', values);
      for (const one of items) change(one).presentation = one.presentation;
    },

    async moveTag(name, tag, { version, atMs, by, mustBeNew = false }) {
      const id = versionRecordId(name, tag);
      for (let attempt = 0; attempt < attempts; attempt++) {
        const before = known(name).tags.get(tag);
        if (mustBeNew && before !== undefined)
          throw new RockpoolError('LAMBDA_EXISTS', `The lambda ${printQualified(name)} exists already.`);
        const to = { version, movedAtMs: atMs, movedBy: by };
        const written = await records.put({ kind: 'tag', id }, to, before?.revision);
        if (written !== 'conflict') {
          change(name).tags.set(tag, { ...to, revision: written });
          await keepVersion(known(name).versions.get(version));
          return;
        }
        await readTag(name, tag);
      }
      throw tagConflict(name, tag);
    },

    async deleteTag(name, tag) {
      for (let attempt = 0; attempt < attempts; attempt++) {
        const before = known(name).tags.get(tag);
        if (
          before === undefined ||
          (await records.delete({ kind: 'tag', id: versionRecordId(name, tag) }, before.revision))
        ) {
          change(name).tags.delete(tag);
          return;
        }
        await readTag(name, tag);
      }
      throw tagConflict(name, tag);
    },

    async deleteVersion(name, version) {
      const before = known(name).versions.get(version);
      await deleteRecord(records, 'version', versionRecordId(name, version));
      if (before !== undefined && (await isTagged(records, name, version))) {
        await writeVersions([before]);
        throw new RockpoolError(
          'VERSION_IN_USE',
          `Another server has put a tag on the version ${version} of ${printQualified(name)}.`,
        );
      }
      await deleteRecord(records, 'execution', versionRecordId(name, version));
      change(name).versions.delete(version);
    },

    async deleteLambda(name) {
      const { tags, versions } = known(name);
      // `latest` first: without it the lambda is gone, whatever a crash leaves behind.
      for (const tag of ['latest', ...[...tags.keys()].filter((one) => one !== 'latest')])
        await state.deleteTag(name, tag);
      for (const version of [...versions.keys()]) await state.deleteVersion(name, version);
      await deleteRecord(records, 'lambda', `${name.workspace}/${name.name}`);
      change(name);
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

/** Whether a tag stands on the version in a store that others write too. */
async function isTagged(records: RecordStore, name: QualifiedName, version: string): Promise<boolean> {
  if (records.changeMark === undefined) return false;
  const tags = await records.list('tag', { prefix: versionRecordId(name, '') });
  return tags.some(({ value }) => value['version'] === version);
}

async function deleteRecord(records: RecordStore, kind: 'version' | 'lambda' | 'execution', id: string): Promise<void> {
  const found = await records.get({ kind, id });
  if (found !== undefined) await records.delete({ kind, id }, found.revision);
}
