import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, startServer } from './server-process.ts';

const rounds = 10;
const recordsPerRound = 20_000;
let project: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'rockpool-kill-'));
  await mkdir(join(project, 'collections'));
  await mkdir(join(project, 'events/topics'), { recursive: true });
  await writeFile(
    join(project, 'rockpool.yaml'),
    'server: { port: 0 }\nstore: { engine: embedded, path: .rockpool }\nintegrations:\n  events: { kind: files, path: events }\n',
  );
  await writeFile(
    join(project, 'collections/counters.yaml'),
    `sources:
  - { integration: events, topic: counters, format: json }
input:
  _id: VARCHAR
  n: BIGINT
  gone: BOOLEAN
transformation: |
  SELECT _id, n, CASE WHEN gone THEN 'DELETE' ELSE 'REPSERT' END AS _op FROM _input
`,
  );
});

afterAll(() => rm(project, { recursive: true, force: true }));

/** A small seeded generator, so that a failure can be repeated. */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

it(
  'ends with exactly the expected documents after ten kills at random moments of ingest',
  { timeout: 300_000 },
  async () => {
    const seed = Date.now() % 1_000_000;
    const random = makeRandom(seed);
    const model = new Map<string, number>();
    let n = 0;

    for (let round = 0; round < rounds; round++) {
      const lines: string[] = [];
      for (let i = 0; i < recordsPerRound; i++) {
        n += 1;
        const id = `k${Math.floor(random() * 5000)}`;
        const gone = random() < 0.1;
        if (gone) model.delete(id);
        else model.set(id, n);
        lines.push(JSON.stringify({ _id: id, n, gone }));
      }
      const server = await startServer(project);
      await appendFile(join(project, 'events/topics/counters.ndjson'), `${lines.join('\n')}\n`);
      await pause(Math.floor(random() * 700));
      await server.stop('SIGKILL');
    }

    const server = await startServer(project);
    try {
      const read = async () => {
        const { body } = await server.call('GET', '/ws/commons/collections/counters/sources');
        return body.data[0]!.counters;
      };
      const counters = await eventually(read, (now) => now.read >= rounds * recordsPerRound);
      const { body } = await server.call('POST', '/queries', {
        sql: { query: 'SELECT _id, n FROM counters ORDER BY _id' },
      });

      expect(counters.read, `seed ${seed}`).toBe(rounds * recordsPerRound);
      expect(counters.read).toBe(counters.filtered + counters.dead + counters.made);
      expect(counters.documents).toBe(counters.applied + counters.superseded + counters.refused);
      const expected = [...model].map(([_id, value]) => ({ _id, n: value })).sort((a, b) => (a._id < b._id ? -1 : 1));
      expect(body.results, `seed ${seed}`).toEqual(expected);
    } finally {
      await server.stop();
    }
  },
);
