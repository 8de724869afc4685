/**
 * Characters that Elasticsearch reads as something else: `.` parts objects, `*` is a pattern in `exists` and in lists of fields, `%` is our own sign.
 * A leading `_` is kept free for what we add to documents.
 */
const special = /[.*%]|^_/g;
const blank = /^\s+$/u;
const eventTime = '_event_time';

/**
 * The name of a field, or of a member of a STRUCT, as it stands in a mapping and in `_source`: `a.b` is `a%2Eb`, `_tomb` is `%5Ftomb`, the empty
 * name is `%`. `_event_time` stays as it is.
 */
export function encodeFieldName(name: string): string {
  if (name === eventTime) return name;
  if (name === '') return '%';
  // Elasticsearch refuses names of nothing but white space.
  if (blank.test(name)) return encodeURIComponent(name);
  return name.replace(special, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The name that `encodeFieldName` was given. */
export function decodeFieldName(encoded: string): string {
  return encoded === '%' ? '' : decodeURIComponent(encoded);
}
