import { decompress as unzstd } from 'fzstd';
import kafkajs from 'kafkajs';
import { compressFrameSync, decompressFrameSync } from 'lz4-napi';
import * as snappy from 'snappyjs';
import { unframeSnappy } from './snappy-frames.ts';

// Node finds not all names of this CommonJS module by itself.
const { CompressionCodecs, CompressionTypes, KafkaJSNonRetriableError } = kafkajs;

/** How the message begins when a batch is broken. */
export const brokenBatch = 'A batch cannot be decompressed';

interface Codec {
  /** Of the library's own encoder: its bytes so far. */
  compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>;
  decompress(bytes: Buffer): Promise<Buffer>;
}

let registered = false;

/**
 * Teaches the library to read batches of every codec that Kafka has: it knows gzip only. It may be called again.
 * A batch that cannot be decompressed is an error that no retry mends, with a message that names the codec.
 * What we send is not compressed by zstd: no package without a build step or a download compresses.
 */
export function registerCodecs(): void {
  if (registered) return;
  registered = true;
  const gzip = CompressionCodecs[CompressionTypes.GZIP]() as Codec;
  register(CompressionTypes.GZIP, 'gzip', gzip);
  register(CompressionTypes.Snappy, 'snappy', {
    compress: ({ buffer }) => later(() => snappy.compress(buffer)),
    decompress: (bytes) => later(() => unframeSnappy(bytes, (block) => snappy.uncompress(block))),
  });
  register(CompressionTypes.LZ4, 'lz4', {
    compress: ({ buffer }) => later(() => compressFrameSync(buffer)),
    decompress: (bytes) => later(() => decompressFrameSync(bytes)),
  });
  register(CompressionTypes.ZSTD, 'zstd', {
    compress: () => Promise.reject(new KafkaJSNonRetriableError('Rockpool reads zstd, but does not write it')),
    decompress: (bytes) => later(() => asBuffer(unzstd(bytes))),
  });
}

function register(type: keyof typeof CompressionCodecs, name: string, codec: Codec): void {
  const named: Codec = {
    ...codec,
    async decompress(bytes) {
      try {
        // Nothing comes out of nothing, and of what is cut off early; a batch without records is not compressed.
        const decompressed = await codec.decompress(bytes);
        if (decompressed.length === 0) throw new Error('nothing comes out of it');
        return decompressed;
      } catch (error) {
        throw new KafkaJSNonRetriableError(`${brokenBatch} by ${name}: ${messageOf(error)}`);
      }
    },
  };
  CompressionCodecs[type] = () => named;
}

/** What a synchronous call throws becomes the promise's rejection. */
const later = <T>(call: () => T): Promise<T> => Promise.resolve().then(call);

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
