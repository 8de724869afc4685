// Rockpool on a project of its own with one collection.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { memoryMb } from '../http/processes.mjs';
import { makeProject, query } from '../http/rockpool.mjs';

const activity = fileURLToPath(new URL('../../collections/user_activity.yaml', import.meta.url));

/** The collection of the activity events as this project has it, on another topic. */
export function makeActivityProject(brokers, topic) {
  const collection = readFileSync(activity, 'utf8').replace('topic: user_activity', `topic: ${topic}`);
  return makeIngestProject(`events: { kind: kafka, brokers: "${brokers}", group_prefix: ${topic} }`, {
    user_activity: collection,
  });
}

/** @param {Record<string, string>} collections */
export function makeIngestProject(integration, collections) {
  const project = makeProject();
  const file = join(project, 'rockpool.yaml');
  writeFileSync(file, `store: { engine: embedded, path: .rockpool }\nintegrations: { ${integration} }\n`);
  for (const [name, text] of Object.entries(collections))
    writeFileSync(join(project, `collections/${name}.yaml`), text);
  return project;
}

/** Removed when its server ended: five stores would fill a small disk. */
export const removeProject = (project) => rmSync(project, { recursive: true, force: true });

/** Documents in a collection, so far. */
export async function countOf({ port }, collection) {
  return Number((await query(port, `SELECT count(*) AS n FROM ${collection}`))[0].n);
}

/**
 * Asks until the collection has so many documents; each question costs a millisecond of the server. Returns when the first documents were
 * there, how many, and when the last were; the highest memory that was seen; all times of performance.now().
 */
export async function watchLoading(server, collection, total) {
  let firstMs;
  let first = 0;
  let highestMb = 0;
  for (;;) {
    if (server.child.exitCode !== null) throw new Error(`Rockpool ended:\n${server.child.said}`);
    const there = await countOf(server, collection);
    highestMb = Math.max(highestMb, memoryMb(server.child));
    if (there > 0 && firstMs === undefined) [firstMs, first] = [performance.now(), there];
    if (there >= total) return { firstMs, first, lastMs: performance.now(), highestMb };
    await pause(50);
  }
}
