const magic = Buffer.from('\x82SNAPPY\0', 'latin1');
/** The magic, a version and the oldest compatible version, four bytes each. */
const headerBytes = magic.length + 8;

/**
 * The bytes of a snappy batch. The Java client writes blocks, each after its length, behind a header
 * (https://github.com/xerial/snappy-java, SnappyOutputStream); other clients write one block and nothing else.
 */
export function unframeSnappy(bytes: Buffer, uncompress: (block: Buffer) => Buffer): Buffer {
  if (!bytes.subarray(0, magic.length).equals(magic)) return uncompress(bytes);
  const blocks: Buffer[] = [];
  for (let at = headerBytes; at < bytes.length;) {
    const length = bytes.length - at < 4 ? Infinity : bytes.readUInt32BE(at);
    if (at + 4 + length > bytes.length) throw new Error('the last block is cut off');
    blocks.push(uncompress(bytes.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return Buffer.concat(blocks);
}
