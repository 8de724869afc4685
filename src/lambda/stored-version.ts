import { createHash } from 'node:crypto';
import type { JsonObject } from '../base/json.ts';
import type { QualifiedName } from '../base/name.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Version } from './lambda.ts';

/** A version as it is kept: its content, and what compiling it told. */
export interface StoredVersion extends Version {
  readonly lookups: readonly { readonly collection: QualifiedName; readonly field: string }[];
  /** Of the fields of its collections when it was compiled: while they are the same, so is the outcome. */
  readonly fingerprint: string;
}

/** Of the record of a version, of its executions, and, with a tag's name in place of the version, of a tag. */
export const versionRecordId = (name: QualifiedName, version: string): string =>
  `${name.workspace}/${name.name}/${version}`;

/** The version as it is stored. */
export function toVersionRecord(version: StoredVersion): JsonObject {
  // Records are JSON: what is undefined is left out. Presentation belongs to the lambda, not to the version.
  const parameters = version.parameters.map(({ description: _, example: __, ...parameter }) => parameter);
  return JSON.parse(JSON.stringify({ ...version, parameters })) as JsonObject;
}

/** What toVersionRecord wrote. */
export function fromVersionRecord(value: JsonObject): StoredVersion {
  return value as unknown as StoredVersion;
}

/** Changes when a field of one of the collections does. */
export function fingerprintOf(catalog: Catalog, collections: readonly QualifiedName[]): string {
  const fields = collections.map((name) => [name.workspace, name.name, catalog.get(name)?.fields ?? null]);
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex').slice(0, 32);
}
