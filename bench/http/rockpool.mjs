// Rockpool as the bench runs it: the built binary on a project of its own, with this project's collections and lambdas.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, startNode, until } from './processes.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const bin = join(root, 'bin/rockpool.cjs');
const key = 'rpk_bench_0123456789abcdef0123456789abcdef';
export const authorization = `ApiKey ${key}`;

export const lambdaPath = (lambda) => `/v1/orgs/self/ws/commons/lambdas/${lambda}/tags/latest`;

/** A project folder: the collections and lambdas of this one when `data` is the folder of their files, otherwise an empty one. */
export function makeProject(data) {
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-bench-'));
  const integrations =
    data === undefined
      ? '{}'
      : `{ events: { kind: files, path: "${data}" }, catalog: { kind: files, path: "${data}" } }`;
  writeFileSync(
    join(folder, 'rockpool.yaml'),
    `store: { engine: embedded, path: .rockpool }\nintegrations: ${integrations}\n`,
  );
  for (const name of ['collections', 'lambdas']) {
    if (data === undefined) mkdirSync(join(folder, name));
    else cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A copy of the demo project, for `start --demo`. */
export function makeDemoProject() {
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-bench-'));
  for (const name of ['rockpool.yaml', 'collections', 'lambdas', 'demo'])
    cpSync(join(root, name), join(folder, name), { recursive: true });
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts the binary and waits for /ready. `preload`: a module that is loaded into it first. */
export async function startRockpool(project, { demo = false, preload } = {}) {
  const port = await freePort();
  const beganMs = performance.now();
  const first = preload === undefined ? [] : ['--import', preload];
  const child = startNode(
    [...first, bin, 'start', '--host', '127.0.0.1', '--port', String(port), ...(demo ? ['--demo'] : [])],
    {
      cwd: project,
      env: { ROCKPOOL_API_KEY: key },
    },
  );
  await until(child, 'ready', async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => undefined);
    return answer?.ok === true ? true : undefined;
  });
  return { child, port, readyMs: Math.round(performance.now() - beganMs) };
}

/** Rows of an ad-hoc statement. */
export async function query(port, sql) {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/orgs/self/queries`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ sql: { query: sql } }),
  });
  const body = await answer.json();
  if (!answer.ok) throw new Error(`${answer.status} for ${sql}: ${body.message}`);
  return body.results;
}

/** Waits until the collections hold as many documents; returns what each took in milliseconds since the call. */
export async function untilLoaded({ child, port }, counts, withinMs = 600_000) {
  const beganMs = performance.now();
  const loadedMs = {};
  for (const [collection, count] of Object.entries(counts)) {
    await until(
      child,
      `loaded (${collection}: ${count})`,
      async () =>
        Number((await query(port, `SELECT count(*) AS n FROM ${collection}`))[0].n) >= count ? true : undefined,
      { everyMs: 100, withinMs },
    );
    loadedMs[collection] = Math.round(performance.now() - beganMs);
  }
  return loadedMs;
}

/** Runs a command of the binary against a server; returns what it took in milliseconds. */
export async function command(project, port, args) {
  const beganMs = performance.now();
  const child = startNode([bin, ...args, '--server', `http://127.0.0.1:${port}`], {
    cwd: project,
    env: { ROCKPOOL_API_KEY: key },
  });
  const code = await child.ended;
  if (code !== 0) throw new Error(`rockpool ${args.join(' ')} ended with ${code}:\n${child.said}`);
  return Math.round(performance.now() - beganMs);
}
