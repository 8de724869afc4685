// The load generator, a process of its own: `node load.mjs '<job as JSON>'` prints what it measured as one line of JSON.
// Speaks HTTP/1.1 over kept-alive sockets by hand: on two cores a heavy client would be measured instead of the server.
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { spawn } from 'node:child_process';

/**
 * @typedef {object} LoadJob
 * @property {number} port
 * @property {{ name: string, path: string, body: string }[]} requests sent in turn, starting at another place on each connection
 * @property {string} [authorization]
 * @property {number} connections
 * @property {number} seconds
 * @property {number} [warmupSeconds]
 * @property {number} [rate] calls per second over all connections; without it each connection sends the next call when it has its answer
 *
 * @typedef {object} LoadResult
 * @property {number} requestsPerSecond
 * @property {number} p50 milliseconds
 * @property {number} p99
 * @property {number} calls
 * @property {Record<string, { calls: number, p50: number, p99: number }>} byName
 */

/** Runs a job in a process of its own. Rejects when a single answer is not 200. @param {LoadJob} job @returns {Promise<LoadResult>} */
export async function runLoad(job) {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url)], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(job));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`The load generator failed: ${output}`);
  return JSON.parse(output);
}

function encode(job, { path, body }) {
  const authorization = job.authorization === undefined ? '' : `authorization: ${job.authorization}\r\n`;
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${job.port}\r\n${authorization}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** The bytes of the first whole answer in the text, or 0. Bodies are measured or chunked; latin1, so that characters are bytes. */
function answerLength(text) {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return 0;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, headEnd));
  if (length !== null) return text.length >= headEnd + 4 + Number(length[1]) ? headEnd + 4 + Number(length[1]) : 0;
  const end = text.indexOf('\r\n0\r\n\r\n', headEnd);
  return end < 0 ? 0 : end + 7;
}

async function main(job) {
  const messages = job.requests.map((request) => ({ name: request.name, bytes: encode(job, request) }));
  const beginMs = performance.now() + (job.warmupSeconds ?? 0) * 1000;
  const endMs = beginMs + job.seconds * 1000;
  const latencies = new Map(job.requests.map((request) => [request.name, []]));

  await Promise.all(
    Array.from({ length: job.connections }, (_, connection) => {
      return new Promise((resolve, reject) => {
        const socket = connect(job.port, '127.0.0.1');
        socket.setNoDelay(true);
        let turn = Math.floor((connection * messages.length) / job.connections);
        let sent = 0;
        let sentMs = 0;
        let name = '';
        let text = '';
        const pauseMs = job.rate === undefined ? 0 : (1000 * job.connections) / job.rate;
        let dueMs = performance.now() + (pauseMs * connection) / job.connections;
        const send = () => {
          sentMs = performance.now();
          if (sentMs >= endMs) {
            socket.destroy();
            resolve();
            return;
          }
          const message = messages[turn++ % messages.length];
          name = message.name;
          sent++;
          socket.write(message.bytes);
        };
        const next = () => {
          if (pauseMs === 0) return send();
          dueMs = Math.max(dueMs + pauseMs, performance.now());
          setTimeout(send, dueMs - performance.now());
        };
        socket.on('connect', () => (pauseMs === 0 ? send() : setTimeout(send, dueMs - performance.now())));
        socket.on('error', reject);
        socket.on('close', () => reject(new Error(`The server closed the connection after ${sent} calls.`)));
        socket.on('data', (chunk) => {
          text += chunk.toString('latin1');
          const length = answerLength(text);
          if (length === 0) return;
          if (!text.startsWith('HTTP/1.1 200')) {
            reject(new Error(`Not 200: ${text.slice(0, 600)}`));
            return;
          }
          text = text.slice(length);
          const nowMs = performance.now();
          if (sentMs >= beginMs) latencies.get(name).push(nowMs - sentMs);
          next();
        });
      });
    }),
  );

  const summary = (times) => {
    const sorted = Float64Array.from(times).sort();
    const at = (share) =>
      Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 1000) / 1000;
    return { calls: sorted.length, p50: at(0.5), p99: at(0.99) };
  };
  const all = summary([...latencies.values()].flat());
  return {
    requestsPerSecond: Math.round((all.calls / job.seconds) * 10) / 10,
    ...all,
    byName: Object.fromEntries([...latencies].map(([key, times]) => [key, summary(times)])),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  let input = '';
  for await (const chunk of process.stdin) input += chunk;
  try {
    console.log(JSON.stringify(await main(JSON.parse(input))));
    process.exit(0);
  } catch (error) {
    console.log(error.message);
    process.exit(1);
  }
}
