import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
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
 * Where the checkpoints of all collections lie, one small document per source, and one per object that was read. They are found by `_id` only, so
 * they count as soon as they are written. They belong to one incarnation of a collection: what was read into an index that is gone must be read
 * again. Servers that read streams of one source change its document by compare-and-set.
 */
export interface Checkpoints {
  /** False when it stays where it is, since another writer has moved it. */
  write(incarnation: string, checkpoint: Checkpoint): Promise<boolean>;
  /** By stream; that of the source as a whole is empty. */
  read(incarnation: string, source: string): Promise<ReadonlyMap<string, JsonObject>>;
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
  const send = async (entries: readonly string[], isRepeatable: boolean): Promise<boolean> => {
    const outcomes = await sendBulk({ client, alias, entries, isRepeatable });
    const refused = outcomes.find((outcome) => outcome.kind === 'refused');
    if (refused !== undefined)
      throw new RockpoolError('STORE_FAILED', `Elasticsearch cannot store a checkpoint: ${refused.why}.`);
    return outcomes.every(({ kind }) => kind !== 'conflict');
  };
  const find = async (id: string): Promise<{ readonly stored?: StoredDocument; readonly content: Content }> => {
    const stored = (await readStored(client, alias, [id])).get(id);
    return stored === undefined ? { content: nothing } : { stored, content: contentOf(stored) };
  };
  const writeMarks = (own: { readonly incarnation: string; readonly source: string }, marks: Content['marks']) => {
    const ids = marks.map(([key]) => markId(own.incarnation, own.source, key));
    return send(
      marks.map(([key, etag], index) => `{"index":{"_id":"${ids[index]!}"}}\n${print({ ...own, key, etag })}`),
      true,
    );
  };

  return {
    async write(incarnation, { source, stream = '', value, after, marks: read = [] }) {
      const own = { incarnation, source };
      const id = checkpointId(incarnation, source);
      const marks = read.map(({ key, etag }) => [key, etag] as const);
      for (let attempt = 1; ; attempt += 1) {
        const { stored, content } = await find(id);
        const streams = new Map(content.streams);
        if (!mayFollow(streams.get(stream), { value, after })) return false;
        // Those of the write before, whose writer may have died in between.
        await writeMarks(own, content.marks);
        streams.set(stream, value);
        const next = print({ ...own, value: JSON.stringify({ streams: [...streams], marks }) });
        if (await send([`${condition(id, stored)}${next}`], false)) break;
        await wait(Math.random() * 10 * Math.min(attempt, 20));
      }
      await writeMarks(own, marks);
      return true;
    },
    read: async (incarnation, source) => new Map((await find(checkpointId(incarnation, source))).content.streams),
    async readMarks(incarnation, source, keys) {
      if (keys.length === 0) return new Map();
      const id = checkpointId(incarnation, source);
      const found = await readStored(client, alias, [id, ...keys.map((key) => markId(incarnation, source, key))]);
      const marks = new Map<string, string>();
      for (const key of keys) {
        const mark = found.get(markId(incarnation, source, key));
        if (mark !== undefined) marks.set(key, textOf(mark, 'etag'));
      }
      const last = found.get(id);
      for (const [key, etag] of last === undefined ? [] : contentOf(last).marks)
        if (keys.includes(key)) marks.set(key, etag);
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

/** Of a source: values by stream, and the objects of the last write: they count with its checkpoint, before they have documents of their own. */
interface Content {
  readonly streams: readonly (readonly [stream: string, value: JsonObject])[];
  readonly marks: readonly (readonly [key: string, etag: string])[];
}

const nothing: Content = { streams: [], marks: [] };

/** Lies there as text: its members keep their order, and no name means anything to Elasticsearch. */
const contentOf = (stored: StoredDocument): Content => JSON.parse(textOf(stored, 'value')) as Content;

/** What is stored already was written by an attempt whose answer was lost. */
function mayFollow(stored: JsonObject | undefined, { value, after }: Pick<Checkpoint, 'value' | 'after'>): boolean {
  if (after === undefined) return true;
  const text = JSON.stringify(stored ?? null);
  return text === JSON.stringify(after) || text === JSON.stringify(value);
}

function condition(id: string, stored: StoredDocument | undefined): string {
  return stored === undefined
    ? `{"create":{"_id":"${id}"}}\n`
    : `{"index":{"_id":"${id}","if_seq_no":${stored.seqNo},"if_primary_term":${stored.primaryTerm}}}\n`;
}

const print = (document: JsonObject): string => `${JSON.stringify(document)}\n`;

const checkpointId = (incarnation: string, source: string): string => hash(['checkpoint', incarnation, source]);
const markId = (incarnation: string, source: string, key: string): string => hash(['mark', incarnation, source, key]);

/** Keys of objects may be longer than an `_id`. */
const hash = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
