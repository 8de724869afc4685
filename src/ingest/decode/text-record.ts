/** One record of an object, as text; or what is there instead of one. */
export interface TextRecord {
  readonly text: string;
  /** Bytes or characters of the whole record when `text` is only its beginning. */
  readonly wholeSize?: number;
  /** Why this is no record. */
  readonly problem?: string;
}

/** How much is kept of a record that is too large. */
export const keptOfTooLarge = 64 * 1024;
