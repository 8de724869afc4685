// Rockpool on Elasticsearch beside hand-written requests, in one run. See ../README.md.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@elastic/elasticsearch';
import { machine, say } from '../http/options.mjs';
import { startNode, stop, until } from '../http/processes.mjs';
import { startRockpool } from '../http/rockpool.mjs';
import { serverAddress } from '../ingest-kafka/options.mjs';
import { deleteIndices, settle } from './indices.mjs';
import { loadDocuments } from './load-documents.mjs';
import { measureAge } from './measure-age.mjs';
import { measureLambdas } from './measure-lambdas.mjs';
import { measureMemory } from './measure-memory.mjs';
import { measureReads } from './measure-reads.mjs';
import { readOptions } from './options.mjs';
import { makeClusterProject, openParts } from './project.mjs';
import { printReport } from './report.mjs';

const options = readOptions();
const wants = (part) => options.only.includes(part);
const node = serverAddress('elasticsearch', 'ELASTICSEARCH_URL');
const client = new Client({ node, requestTimeout: 120_000 });
const prefix = `bench-${randomBytes(4).toString('hex')}`;
const result = { date: new Date().toISOString().slice(0, 10), machine: machine(), options };

let failure;
try {
  result.elasticsearch = await version();
  await measure();
  report();
} catch (error) {
  failure = error;
} finally {
  say('deleting the indices');
  await deleteIndices(client, prefix);
}
if (failure !== undefined) console.error(failure);
process.exit(failure === undefined ? 0 : 1);

async function measure() {
  const project = makeClusterProject(node, prefix);
  say('starting Rockpool');
  const rockpool = await startRockpool(project);
  const parts = await openParts(node, prefix);
  const loaded = await loadDocuments({ client, parts, prefix, options, beside: wants('ingest') });
  if (wants('ingest')) result.ingest = loaded;
  await settle(client, prefix);
  if (wants('lambdas')) {
    const floor = await startFloor();
    result.lambdas = await measureLambdas(rockpool, floor, options);
    await stop(floor.child);
  }
  if (wants('reads')) result.reads = await measureReads({ client, parts, prefix, options });
  if (wants('age')) result.age = await measureAge({ parts, rockpool, options });
  await stop(rockpool.child);
  await parts.close();
  if (wants('memory')) result.memory = await measureMemory(project, options);
}

async function startFloor() {
  const child = startNode([fileURLToPath(new URL('floor-server.mjs', import.meta.url)), node, prefix]);
  const port = await until(child, 'listening', () => (/^\d+\n/.test(child.said) ? Number(child.said) : undefined));
  return { child, port };
}

/** The core server alone does not answer `GET /`. */
async function version() {
  const { nodes } = await client.nodes.info({ node_id: '_local', filter_path: 'nodes.*.version' });
  return Object.values(nodes)[0].version;
}

function report() {
  // What a smoke run measures means nothing, so it stays beside the data.
  const results = options.smoke ? options.folder : fileURLToPath(new URL('../results/', import.meta.url));
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, `${result.date}-elasticsearch.json`), `${JSON.stringify(result, null, 2)}\n`);
  const text = printReport(result);
  writeFileSync(join(results, `${result.date}-elasticsearch.md`), text);
  console.log(text);
}
