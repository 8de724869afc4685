import { createHash } from 'node:crypto';
import type { Client } from '@elastic/elasticsearch';
import { RockpoolError } from '../../base/error.ts';
import type { JsonObject } from '../../base/json.ts';
import type { Checkpoint } from '../../catalog/document-store.ts';
import { isExistingIndex } from '../errors.ts';
import { deleteMatching } from './delete-matching.ts';
import { checkpointsIndex, indexOf } from './index-names.ts';
import { readStored, type StoredDocument } from './read-stored.ts';
import { sendBulk } from './send-bulk.ts';

/**
 * Where the checkpoints of all collections lie, and which objects were read, one small document each. They are found by `_id` only, so they count
 * as soon as they are written. They belong to one incarnation of a collection: what was read into an index that is gone must be read again.
 */
export interface Checkpoints {
  /** Objects first: one that is marked too early would be read twice, not never. */
  write(incarnation: string, checkpoint: Checkpoint): Promise<void>;
  read(incarnation: string, source: string): Promise<JsonObject | undefined>;
  readMarks(incarnation: string, source: string, keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Removes all of an incarnation. */
  remove(incarnation: string): Promise<void>;
}

const mapping = {
  dynamic: false,
  properties: { incarnation: { type: 'keyword' }, source: { type: 'keyword', ignore_above: 8191 } },
} as const;

/** Makes the index when it is not there. Throws what the client throws. */
export async function openCheckpoints(client: Client, prefix: string): Promise<Checkpoints> {
  const alias = checkpointsIndex(prefix);
  if (!(await client.indices.existsAlias({ name: alias }))) await create(client, alias);
  const write = async (entries: readonly string[]): Promise<void> => {
    const outcomes = await sendBulk({ client, alias, entries, isRepeatable: true });
    const refused = outcomes.find((outcome) => outcome.kind === 'refused');
    if (refused !== undefined)
      throw new RockpoolError('STORE_FAILED', `Elasticsearch cannot store a checkpoint: ${refused.why}.`);
  };
  return {
    async write(incarnation, { source, value, marks = [] }) {
      const own = { incarnation, source };
      await write(marks.map(({ key, etag }) => entry(markId(incarnation, source, key), { ...own, key, etag })));
      // As text: its members keep their order, and no name means anything to Elasticsearch.
      await write([entry(checkpointId(incarnation, source), { ...own, value: JSON.stringify(value) })]);
    },
    async read(incarnation, source) {
      const id = checkpointId(incarnation, source);
      const found = (await readStored(client, alias, [id])).get(id);
      return found === undefined ? undefined : (JSON.parse(textOf(found, 'value')) as JsonObject);
    },
    async readMarks(incarnation, source, keys) {
      if (keys.length === 0) return new Map();
      const found = await readStored(
        client,
        alias,
        keys.map((key) => markId(incarnation, source, key)),
      );
      const marks = new Map<string, string>();
      for (const key of keys) {
        const mark = found.get(markId(incarnation, source, key));
        if (mark !== undefined) marks.set(key, textOf(mark, 'etag'));
      }
      return marks;
    },
    async remove(incarnation) {
      await client.indices.refresh({ index: alias });
      await deleteMatching({ client, alias, query: { term: { incarnation } }, guard: 'seqNo', chooses: () => true });
    },
  };
}

async function create(client: Client, alias: string): Promise<void> {
  const settings = { number_of_shards: 1, auto_expand_replicas: '0-1' };
  try {
    await client.indices.create({
      index: indexOf(alias, 1),
      settings,
      mappings: mapping,
      aliases: { [alias]: {} },
    });
  } catch (error) {
    // Another server was a moment earlier.
    if (!isExistingIndex(error)) throw error;
  }
}

const textOf = ({ source }: StoredDocument, member: string): string =>
  String((source as Readonly<Record<string, unknown>>)[member]);

const entry = (id: string, document: JsonObject): string => `{"index":{"_id":"${id}"}}\n${JSON.stringify(document)}\n`;

const checkpointId = (incarnation: string, source: string): string => hash(['checkpoint', incarnation, source]);
const markId = (incarnation: string, source: string, key: string): string => hash(['mark', incarnation, source, key]);

/** Keys of objects may be longer than an `_id`. */
const hash = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
