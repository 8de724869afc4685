import { RockpoolError } from './error.ts';

const part = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;

export const defaultWorkspace = 'commons';

/** True for the names of collections, lambdas and tags: the rule of Rockset's clients. */
export function isName(text: string): boolean {
  return part.test(text);
}

/** True for workspaces, which may be nested with dots. */
export function isWorkspaceName(text: string): boolean {
  return text.split('.').every((piece) => part.test(piece));
}

/** Throws NAME_INVALID, naming what the name was for. */
export function assertName(kind: 'collection' | 'lambda' | 'tag' | 'key' | 'integration', text: string): void {
  if (!isName(text)) throw new RockpoolError('NAME_INVALID', `${JSON.stringify(text)} is not a name for a ${kind}.`);
}

/** A thing inside a workspace. */
export interface QualifiedName {
  readonly workspace: string;
  readonly name: string;
}

/** `commons.users`. */
export function printQualified(name: QualifiedName): string {
  return `${name.workspace}.${name.name}`;
}

/** `users` and `commons.users` alike; everything before the last dot is the workspace. */
export function parseQualified(text: string): QualifiedName {
  const dot = text.lastIndexOf('.');
  return dot < 0
    ? { workspace: defaultWorkspace, name: text }
    : { workspace: text.slice(0, dot), name: text.slice(dot + 1) };
}
