import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

interface Answer {
  readonly responses: readonly { readonly partitions: readonly Partition[] }[];
}

interface Partition {
  /** As the broker sends them: in the order of their ends. */
  abortedTransactions: readonly { readonly producerId: string; readonly firstOffset: string }[];
  readonly messages: readonly Message[];
}

interface Message {
  readonly offset: string;
  readonly key: Buffer | null;
  isControlRecord: boolean;
  readonly batchContext: { readonly producerId: string; readonly inTransaction: boolean };
}

interface Decoding {
  decode: (bytes: unknown) => Promise<Answer>;
  repaired?: true;
}

/** Versions of the request that know transactions. */
const versions = [4, 5, 6, 7, 8, 9, 10, 11];
/** Version 0 and type 0, https://kafka.apache.org/documentation/#controlbatch */
const abortMarker = Buffer.alloc(4);

/**
 * Mends kafkajs 2.2.4 in memory, whose `filterAbortedMessages.js` delivers aborted records: when two aborted transactions stood over each
 * other, since it takes them for sorted by their beginning; and behind an aborted record whose key is the number 0, which it takes for
 * the marker of the end. It may be called again.
 */
export function repairTransactions(): void {
  for (const version of versions) {
    const decoding = require(`kafkajs/src/protocol/requests/fetch/v${version}/response.js`) as Decoding;
    if (decoding.repaired) continue;
    decoding.repaired = true;
    const { decode } = decoding;
    decoding.decode = async (bytes) => {
      const answer = await decode(bytes);
      for (const { partitions } of answer.responses) partitions.forEach(hideAborted);
      return answer;
    };
  }
}

/** Aborted records look like control records then, which the library passes over, and it finds none to hide itself. */
function hideAborted(partition: Partition): void {
  if (partition.abortedTransactions.length === 0) return;
  const begins = partition.abortedTransactions
    .map(({ producerId, firstOffset }) => ({ producerId, offset: BigInt(firstOffset) }))
    .sort((one, other) => (one.offset < other.offset ? -1 : 1));
  partition.abortedTransactions = [];
  const aborting = new Set<string>();
  let begun = 0;
  for (const message of partition.messages) {
    const { producerId, inTransaction } = message.batchContext;
    for (; begun < begins.length && begins[begun]!.offset <= BigInt(message.offset); begun += 1) {
      aborting.add(begins[begun]!.producerId);
    }
    if (!message.isControlRecord) message.isControlRecord = inTransaction && aborting.has(producerId);
    else if (message.key?.equals(abortMarker) === true) aborting.delete(producerId);
  }
}
