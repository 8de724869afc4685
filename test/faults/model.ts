import { nextOrderVersion } from '../../src/catalog/order-version.ts';

/** `whole`: documents are written whole. `parts`: the last writer of each field wins. */
export type CollectionName = 'whole' | 'parts';

export const fieldNames = ['a', 'b', 'c'] as const;
type FieldName = (typeof fieldNames)[number];
export type Fields = Readonly<Partial<Record<FieldName, number>>>;

/** What one record asks for. */
export interface Wish {
  readonly id: string;
  readonly op: 'REPSERT' | 'UPSERT' | 'DELETE';
  readonly fields: Fields;
  readonly clear: readonly FieldName[];
}

interface Operation extends Wish {
  readonly version: bigint;
}

/**
 * The documents that must be there at the end: every operation once, in the order of the versions, whatever became of the records on their
 * way. It knows nothing of batches, checkpoints or stores.
 */
export class Model {
  readonly #operations: Record<CollectionName, Operation[]> = { whole: [], parts: [] };
  readonly #lastVersions = new Map<string, bigint>();

  /** A record of a position stream, in the stream's order. Streams with the same name continue each other. Without a wish it asks for nothing, but has its place in the order. */
  sendToStream(collection: CollectionName, stream: string, timestampMs: number, wish?: Wish): void {
    const key = `${collection}/${stream}`;
    const version = nextOrderVersion(this.#lastVersions.get(key) ?? 0n, timestampMs, timestampMs);
    this.#lastVersions.set(key, version);
    if (wish !== undefined) this.#operations[collection].push({ ...wish, version });
  }

  /** A record that stands alone: a row of an object, a document of a call. `ordinal` counts those of the same millisecond. */
  send(collection: CollectionName, timestampMs: number, ordinal: number, wish: Wish): void {
    this.#operations[collection].push({ ...wish, version: (BigInt(timestampMs) << 20n) + BigInt(ordinal) });
  }

  /** Rows as the engine would give them, sorted by `_id`; absent fields are null. */
  documents(collection: CollectionName): readonly Readonly<Record<string, string | null>>[] {
    const documents = new Map<string, Fields>();
    const inOrder = [...this.#operations[collection]].sort((x, y) => (x.version < y.version ? -1 : 1));
    for (const { id, op, fields, clear } of inOrder) {
      if (op === 'DELETE') documents.delete(id);
      else if (op === 'REPSERT') documents.set(id, fields);
      else documents.set(id, without({ ...documents.get(id), ...fields }, clear));
    }
    return [...documents]
      .sort(([x], [y]) => (x < y ? -1 : 1))
      .map(([_id, fields]) => ({
        _id,
        ...Object.fromEntries(
          fieldNames.map((name) => [name, fields[name] === undefined ? null : String(fields[name])]),
        ),
      }));
  }
}

function without(fields: Fields, names: readonly FieldName[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name as FieldName)));
}
