// How soon a document that is written is in the answer of a lambda.
import { setTimeout as pause } from 'node:timers/promises';
import { say } from '../http/options.mjs';
import { callLambda } from './call-lambda.mjs';
import { workspace } from './indices.mjs';
import { percentile } from './turns.mjs';

/** Customers that are new, one by one, written by the document store and looked for with the lambda `profile` of the server. Milliseconds. */
export async function measureAge({ parts, rockpool, options }) {
  say(`data age: ${options.samples} documents one by one`);
  const fields = parts.fieldsOf('users');
  const [written, visible] = [[], []];
  for (let sample = 0; sample < options.samples; sample++) {
    // At no fixed place in the interval of refreshing.
    await pause(Math.random() * 1_000);
    const id = `new-${sample}`;
    const beganMs = performance.now();
    await parts.documents.write({ workspace, name: 'users' }, oneDocument(id, fields));
    written.push(performance.now() - beganMs);
    for (;;) {
      const rows = await callLambda(rockpool.port, 'profile', { userid: id });
      if (rows.length === 1) break;
      if (performance.now() - beganMs > 30_000) throw new Error(`${id} was not visible within 30 s.`);
      await pause(5);
    }
    visible.push(performance.now() - beganMs);
  }
  const summary = (times) => ({ p50: percentile(times, 0.5), p95: percentile(times, 0.95), times });
  return { refreshMs: 1_000, written: summary(written), visible: summary(visible) };
}

const oneDocument = (id, fields) => ({
  ids: [id],
  kinds: ['repsert'],
  versions: [1n],
  eventTimes: [BigInt(Date.now()) * 1000n],
  fields,
  columns: fields.map(({ name, type }) => [type.kind === 'varchar' ? (name === 'user_id' ? id : 'new') : null]),
});
