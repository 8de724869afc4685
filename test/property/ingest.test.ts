import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RockpoolError } from '../../src/base/error.ts';
import type { DocumentStore } from '../../src/catalog/document-store.ts';
import type { Conservation } from '../../src/ingest/ingest-service.ts';
import { definitionOf, openIngest, topicSource, type TestIngest } from '../integration/ingest/open-ingest.ts';

/** What the store does with the next write: as asked; not at all; or it does, but the answer is lost. */
type Accident = 'none' | 'before' | 'after';

let test: TestIngest;
let accidents: Accident[] = [];
let runs = 0;
/** Records of all batches that were written, whoever read them. */
let written = 0;

const accidentProne = (documents: DocumentStore): DocumentStore => ({
  ...documents,
  async write(...call) {
    const accident = accidents.shift() ?? 'none';
    const away = new RockpoolError('STORE_UNAVAILABLE', 'The store is away.');
    if (accident === 'before') throw away;
    const result = await documents.write(...call);
    if (accident === 'after') throw away;
    return result;
  },
});

beforeAll(async () => {
  test = await openIngest({
    wrapDocuments: accidentProne,
    observer: (event) => void (written += event.kind === 'batch-written' ? event.read : 0),
  });
  await mkdir(join(test.folder, 'topics'), { recursive: true });
});
afterAll(() => test.close());

interface Sent {
  readonly id: string;
  readonly version: number;
  readonly deleted: boolean;
  readonly elements: readonly string[];
}

const line = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      id: fc.constantFrom('a', 'b'),
      deleted: fc.boolean(),
      elements: fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom('not json', '{"id":5}', '{"skip":true}') },
);
const step = fc.record({
  lines: fc.array(fc.nat({ max: 11 }), { maxLength: 6 }),
  accidents: fc.array(fc.constantFrom<Accident>('none', 'before', 'after'), { maxLength: 2 }),
  restart: fc.boolean(),
  /** The lines are written before the next ones come, so that later ones meet stored documents. */
  settle: fc.boolean(),
});

/** A run that failed must not disturb the next, smaller one. */
async function stopEverything(): Promise<void> {
  accidents = [];
  await test.ingest.stop({ workspace: 'commons', name: `t${runs}` });
}

function expectConserved({ read, filtered, dead, made, documents, applied, superseded, refused }: Conservation): void {
  expect(read).toBe(filtered + dead + made);
  expect(documents).toBe(applied + superseded + refused);
}

it(
  'gives the same documents for any order, repetition, restart and accident of the store',
  { timeout: 120_000 },
  async () => {
    const property = fc.asyncProperty(
      fc.array(line, { minLength: 1, maxLength: 12 }),
      fc.array(step, { minLength: 1, maxLength: 4 }),
      async (pool, steps) => {
        runs += 1;
        written = 0;
        const topic = `t${runs}`;
        const sql = `SELECT id || ':' || coalesce(element, '') AS _id, version AS _version, version AS n, element,
      CASE WHEN deleted THEN 'DELETE' END AS _op FROM (SELECT *, unnest(elements) AS element FROM _input) WHERE skip IS NULL`;
        const types = { id: 'VARCHAR', version: 'BIGINT', deleted: 'BOOLEAN', elements: 'VARCHAR[]', skip: 'BOOLEAN' };
        const definition = { ...definitionOf(topicSource(topic), types, sql), name: topic };
        const texts = pool.map((one, version) => (typeof one === 'string' ? one : JSON.stringify({ ...one, version })));
        const sent: Sent[] = [];
        let count = 0;
        await test.begin(definition);
        for (const { lines, accidents: next, restart, settle } of steps) {
          const indices = lines.map((index) => index % pool.length);
          accidents = [...next];
          await appendFile(
            join(test.folder, 'topics', `${topic}.ndjson`),
            indices.map((index) => `${texts[index]!}\n`).join(''),
          );
          count += indices.length;
          for (const version of indices) {
            const one = pool[version]!;
            if (typeof one !== 'string') sent.push({ ...one, version });
          }
          if (settle) await test.until(definition, (one) => one.counters.read === count);
          if (restart) {
            await test.ingest.stop(definition);
            await test.begin(definition);
          }
        }
        const status = await test.until(definition, (one) => one.counters.read === count && one.state === 'WATCHING');
        expectConserved(status.counters);
        await test.ingest.stop(definition);
        const [stopped] = await test.ingest.sources(definition);
        expectConserved(stopped!.counters);
        // An orderly stop leaves nothing to be read twice. A write whose answer was lost when it came is told by nobody.
        expect(stopped!.counters.read).toBe(count);
        expect(written).toBeLessThanOrEqual(count);

        expect((await test.rows(definition)).map((row) => [row['_id'], row['n']])).toEqual(expectedRows(sent));
      },
    );
    // Shrinking ends in time, so that what it found is told.
    await fc.assert(property, {
      numRuns: 25,
      interruptAfterTimeLimit: 90_000,
      markInterruptAsFailure: true,
      plugins: [fc.afterEach(stopEverything)],
    });
  },
);

/** The highest version of each document decides, whatever the order was: ids with the version that is visible. */
function expectedRows(sent: readonly Sent[]): readonly (readonly [string, string])[] {
  const newest = new Map<string, Sent>();
  for (const one of sent) {
    for (const element of one.elements) {
      const id = `${one.id}:${element}`;
      if ((newest.get(id)?.version ?? -1) <= one.version) newest.set(id, one);
    }
  }
  return [...newest]
    .flatMap(([id, one]) => (one.deleted ? [] : [[id, String(one.version)] as const]))
    .sort(([left], [right]) => (left < right ? -1 : 1));
}
