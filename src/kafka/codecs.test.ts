import kafkajs from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { compressFrameSync } from 'lz4-napi';
import { compress as compressSnappy } from 'snappyjs';
import { gzipSync } from 'node:zlib';
import { registerCodecs } from './codecs.ts';

const { CompressionCodecs, CompressionTypes } = kafkajs;
const text = Buffer.from('{"n":1}'.repeat(1_000));

/** `zstd -19 -c` of 1,000 times {"n":1}. */
const zstd = Buffer.from('KLUv/WRYGn0AADh7Im4iOjF9AQBOq74YAaFZyPc=', 'base64');

interface Codec {
  readonly compress: (encoder: { readonly buffer: Buffer }) => Promise<Buffer>;
  readonly decompress: (bytes: Buffer) => Promise<Buffer>;
}

function codec(type: keyof typeof CompressionCodecs): Codec {
  registerCodecs();
  return CompressionCodecs[type]() as Codec;
}

/** What the Java client writes: blocks behind a header. */
function framed(...blocks: readonly Buffer[]): Buffer {
  const header = Buffer.from('\x82SNAPPY\0\0\0\0\x01\0\0\0\x01', 'latin1');
  const parts = blocks.map((block) => {
    const compressed = compressSnappy(block);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(compressed.length);
    return Buffer.concat([length, compressed]);
  });
  return Buffer.concat([header, ...parts]);
}

const examples = [
  ['gzip', CompressionTypes.GZIP, gzipSync(text)],
  ['snappy', CompressionTypes.Snappy, framed(text.subarray(0, 3_000), text.subarray(3_000))],
  ['lz4', CompressionTypes.LZ4, compressFrameSync(text, { contentChecksum: true })],
  ['zstd', CompressionTypes.ZSTD, zstd],
] as const;

describe('the codecs of Kafka', () => {
  it.each(examples)('%s is decompressed', async (_name, type, bytes) => {
    expect((await codec(type).decompress(bytes)).toString()).toBe(text.toString());
  });

  it('snappy without frames, as other clients write it, is decompressed', async () => {
    const decompressed = await codec(CompressionTypes.Snappy).decompress(compressSnappy(text));

    expect(decompressed.toString()).toBe(text.toString());
  });

  it.each(examples.slice(0, 3))('%s is compressed', async (_name, type) => {
    const compressed = await codec(type).compress({ buffer: text });

    expect(compressed.length).toBeLessThan(text.length / 10);
    expect((await codec(type).decompress(compressed)).toString()).toBe(text.toString());
  });

  it('zstd is not compressed, and says so', async () => {
    await expect(codec(CompressionTypes.ZSTD).compress({ buffer: text })).rejects.toThrow(
      'Rockpool reads zstd, but does not write it',
    );
  });

  it.each(
    examples.flatMap(([name, type, bytes]) => [
      [name, 'cut off', type, bytes.subarray(0, bytes.length - 12)] as const,
      [name, 'empty', type, Buffer.alloc(0)] as const,
      [name, 'something else', type, Buffer.from('certainly not compressed by anything')] as const,
      [name, 'cut off in its header', type, bytes.subarray(0, 6)] as const,
    ]),
  )('%s that is %s is an error that names the codec and is not tried again', async (name, _what, type, bytes) => {
    const failure: unknown = await codec(type)
      .decompress(bytes)
      .catch((error: unknown) => error);

    expect(failure).toMatchObject({
      retriable: false,
      message: expect.stringMatching(`^A batch cannot be decompressed by ${name}: .+`) as string,
    });
  });
});
