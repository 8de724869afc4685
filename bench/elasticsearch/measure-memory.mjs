// What many calls of a small lambda leave behind in a server that is started for it.
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { say } from '../http/options.mjs';
import { stop, until } from '../http/processes.mjs';
import { startRockpool } from '../http/rockpool.mjs';
import { callLambda } from './call-lambda.mjs';

const atOnce = 4;

/** Heap and resident set in MB after garbage collection, before the calls, at every quarter, and at the end. */
export async function measureMemory(project, options) {
  say(`memory: ${options.calls} calls of ten rows`);
  const server = await startRockpool(project, { preload: fileURLToPath(new URL('memory-probe.mjs', import.meta.url)) });
  const call = async (n) => {
    const rows = await callLambda(server.port, 'ten_rows', { productid: `p-${1 + (n % options.products)}` });
    if (rows.length !== 10) throw new Error(`ten_rows has ${rows.length} rows.`);
  };
  const warmupCalls = Math.round(options.calls / 10);
  await calls(warmupCalls, call);
  const measured = [{ calls: 0, ...(await probe(server.child)) }];
  const quarter = Math.round(options.calls / 4);
  const beganMs = performance.now();
  for (let done = quarter; done <= options.calls; done += quarter) {
    await calls(quarter, call);
    measured.push({ calls: done, ...(await probe(server.child)) });
  }
  const seconds = (performance.now() - beganMs) / 1000;
  await stop(server.child);
  return { warmupCalls, seconds, measured };
}

async function calls(count, call) {
  let next = 0;
  const one = async () => {
    while (next < count) await call(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

async function probe(child) {
  // What ends with a call may end a little after its answer.
  await pause(500);
  const before = child.said.split('memory ').length;
  child.kill('SIGUSR2');
  return until(child, 'said what memory it uses', () => {
    const said = child.said.split('memory ');
    const [line, ...rest] = said.at(-1).split('\n');
    return said.length > before && rest.length > 0 ? JSON.parse(line) : undefined;
  });
}
