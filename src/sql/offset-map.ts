/** Maps places of the rewritten text back to the author's. Offsets are UTF-16 code units, as JavaScript counts. */
export interface OffsetMap {
  toAuthor(offset: number): number;
}
