/** A place in Avro's binary encoding (https://avro.apache.org/docs/1.12.0/specification/#binary-encoding). Reading past the end throws. */
export class AvroCursor {
  readonly #bytes: Buffer;
  #at: number;
  #emptyElements = 100_000;
  /** Records inside each other, at this place. */
  depth = 0;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** Called before elements are read. Those that take no bytes, such as nulls, are believed up to a number: a broken count fills no memory. */
  expect(elements: number): void {
    const beyond = elements - this.left;
    if (beyond > this.#emptyElements) throw new Error('a list ends too early');
    this.#emptyElements -= Math.max(0, beyond);
  }

  /** A view of the next bytes. */
  take(length: number): Buffer {
    if (length < 0) throw new Error(`a length is negative (${length})`);
    if (length > this.left) throw new Error('it ends too early');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** An int or long; a bigint when it may need more digits than a number has. */
  long(): number | bigint {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1);
    }
    let large = BigInt(value);
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      large |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, (large >> 1n) ^ -(large & 1n));
    }
    throw new Error('a number is longer than ten bytes');
  }

  /** A length, a count or a place in a list: never beyond what a number holds. */
  size(): number {
    return Number(this.long());
  }

  /** The bytes after their length. */
  bytes(): Buffer {
    return this.take(this.size());
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new Error('it ends too early');
    this.#at += 1;
    return byte;
  }
}
