import { isFalse, type MappedField, type Mapping } from './mapping.ts';

/** Why no document of the index can be read at all; undefined when they can. */
export function unreadableSource({ _source }: Mapping): string | undefined {
  const isOff = isFalse(_source?.enabled) || _source?.mode === 'disabled';
  return isOff ? 'it keeps no _source, so its documents cannot be read' : undefined;
}

/** Why the values of a field are missing in `_source`; undefined when they are there. */
export function leftOutBySource(path: string, mapped: MappedField, { _source }: Mapping): string | undefined {
  if (mapped.script !== undefined)
    return `${path} is computed by a script when a document is indexed, and is not in _source.`;
  const { includes = [], excludes = [] } = _source ?? {};
  if (excludes.some((pattern) => matches(pattern, path))) return `${path} is excluded from _source.`;
  const isInside = mapped.properties !== undefined && includes.some((pattern) => pattern.startsWith(`${path}.`));
  if (includes.length > 0 && !isInside && !includes.some((pattern) => matches(pattern, path)))
    return `${path} is not among what _source includes.`;
  return undefined;
}

/** `a*` means `a*` and everything inside. */
function matches(pattern: string, path: string): boolean {
  const source = pattern.split('*').map(escape).join('.*');
  return new RegExp(`^${source}(\\..*)?$`, 's').test(path);
}

const escape = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');

/** Names with dots of the fields that the mapping computes when it is asked. */
export function runtimeNames({ runtime }: Mapping): ReadonlySet<string> {
  return new Set(Object.keys(runtime ?? {}));
}
