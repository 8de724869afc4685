import { createHash } from 'node:crypto';

/** The id of a document that has none: of source, position and ordinal, so that reading the record again makes the same document. */
export function derivedId(source: string, position: string, ordinal: number): string {
  return createHash('sha256')
    .update(JSON.stringify([source, position, ordinal]))
    .digest('hex')
    .slice(0, 32);
}
