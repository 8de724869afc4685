import type { JsonObject } from '../base/json.ts';
import { printQualified, type QualifiedName } from '../base/name.ts';
import type { RecordStore, Revision } from '../catalog/record-store.ts';
import type { Parameter } from './lambda.ts';
import { fromVersionRecord, type StoredVersion } from './stored-version.ts';

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

/** By qualified name. */
export type Entries = Map<string, LambdaEntry>;

/** All that is stored; thousands of versions are some megabytes. */
export async function readEntries(records: RecordStore): Promise<Entries> {
  const entries: Entries = new Map();
  // Tags first: a version is stored before a tag stands on it, so each tag that is seen finds its version.
  const tags = await records.list('tag');
  const [versions, lambdas] = await Promise.all([records.list('version'), records.list('lambda')]);
  for (const { value } of versions) {
    const version = fromVersionRecord(value);
    entryOf(entries, version).versions.set(version.version, version);
  }
  for (const { id, value, revision } of tags) {
    const { tag, ...name } = parseId(id);
    entryOf(entries, name).tags.set(tag!, tagOf(value, revision));
  }
  for (const { id, value } of lambdas)
    entryOf(entries, parseId(id)).presentation = value['presentation'] as unknown as Presentation;
  return entries;
}

/** The entry of this name; an empty one is made when there is none. */
export function entryOf(entries: Entries, { workspace, name }: QualifiedName): LambdaEntry {
  const key = printQualified({ workspace, name });
  const known = entries.get(key);
  if (known !== undefined) return known;
  const made: LambdaEntry = { workspace, name, versions: new Map(), tags: new Map(), presentation: {} };
  entries.set(key, made);
  return made;
}

export const tagOf = (value: JsonObject, revision: Revision): StoredTag => ({
  version: value['version'] as string,
  movedAtMs: value['movedAtMs'] as number,
  movedBy: value['movedBy'] as string,
  revision,
});

/** What `versionRecordId` wrote for a tag, or `<workspace>/<name>` of a lambda's own record; no name holds a slash. */
function parseId(id: string): QualifiedName & { readonly tag: string | undefined } {
  const [workspace, name, tag] = id.split('/');
  return { workspace: workspace!, name: name!, tag };
}
