/** A wrong value in the words of an error. A secret is never shown, nor is what stands before the @ of an address. */
export function showValue(value: unknown, isSecret: boolean): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'nothing (null)';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a set of keys';
  if (isSecret && typeof value === 'string' && value !== '') return 'what stands there';
  if (isSecret && (typeof value === 'number' || typeof value === 'bigint')) return 'a number';
  const text = JSON.stringify(typeof value === 'bigint' ? value.toString() : value);
  const masked = text.replace(/^"((?:[a-z][a-z0-9+.-]*:\/\/)?)[^]*@/i, '"$1…@');
  return masked.length > 60 ? `${masked.slice(0, 57)}…` : masked;
}

/** A key of a file as an error may show it: in `password:x` without a space, all that follows the colon is the value. */
export function showKey(key: string): string {
  const name = /^[^:=]*/.exec(key)![0];
  return JSON.stringify(name.length < key.length ? `${name}${key[name.length]!}…` : key);
}
