import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** Replies up to here go out whole, with their length, and errors found until then keep their status. UTF-16 units. */
const bufferedLength = 256 * 1024;

export interface SendState {
  /** True as soon as something was sent, so that the status can no longer change. */
  begun: boolean;
}

/**
 * Sends pieces of text. A small reply is one packet with Content-Length; a large one flows as fast as the caller reads, one piece in memory.
 * An error before the first piece left is thrown; a later one destroys the connection.
 */
export async function sendText(
  reply: FastifyReply,
  pieces: AsyncGenerator<string>,
  state: SendState,
): Promise<FastifyReply> {
  let buffered = '';
  while (buffered.length < bufferedLength) {
    const next = await pieces.next();
    if (next.done === true) return reply.send(buffered);
    buffered += next.value;
  }
  state.begun = true;
  return reply.send(Readable.from(continued(buffered, pieces), { objectMode: false, highWaterMark: 64 * 1024 }));
}

async function* continued(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  try {
    yield first;
    yield* rest;
  } finally {
    // The caller may have gone before the first piece: then nobody has entered `rest`, and its query must still be freed.
    await rest.return(undefined);
  }
}
