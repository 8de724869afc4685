declare module 'snappyjs' {
  export function compress(bytes: Buffer): Buffer;
  /** Throws when the bytes are broken. */
  export function uncompress(bytes: Buffer): Buffer;
}
