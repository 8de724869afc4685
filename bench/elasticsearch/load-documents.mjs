// Loads the collections through Rockpool's document store, and the same documents by hand beside it: chunk by chunk, in turns.
import { say } from '../http/options.mjs';
import { chunksOf, collections } from './data.mjs';
import { aliasOf, workspace } from './indices.mjs';

/** Everybody sends requests of so many documents, and three at once. */
const [perRequest, requestsAtOnce] = [10_000, 3];

/** @returns {Promise<{ name: string, documents: number, seconds: number }[]>} Rockpool first; alone unless `beside`. */
export async function loadDocuments({ client, parts, prefix, options, beside }) {
  const loaders = [
    { name: 'Rockpool’s document store', open: (collection) => rockpoolLoader(parts, collection) },
    ...(beside
      ? [
          {
            name: 'client.helpers.bulk of objects',
            open: (collection) => helperLoader(client, prefix, collection),
          },
          {
            name: 'client.bulk of prepared NDJSON',
            open: (collection) => preparedLoader(client, prefix, collection),
          },
        ]
      : []),
  ].map((loader) => ({ ...loader, documents: 0, seconds: 0 }));
  let turn = 0;
  for (const collection of Object.keys(collections)) {
    say(`loading ${collections[collection].count(options)} ${collection}`);
    const opened = await Promise.all(loaders.map(async (loader) => ({ loader, ...(await loader.open(collection)) })));
    for (const chunk of chunksOf(collection, options)) {
      // Each is first as often as the others.
      const order = opened.map((_, index) => opened[(index + turn) % opened.length]);
      turn += 1;
      for (const { loader, prepare, send } of order) {
        const ready = prepare(chunk);
        const beganMs = performance.now();
        await send(ready);
        loader.seconds += (performance.now() - beganMs) / 1000;
        loader.documents += chunk.length;
      }
    }
    for (const { close } of opened) await close();
  }
  return loaders.map(({ name, documents, seconds }) => ({ name, documents, seconds }));
}

/** From values in columns, as transformations leave them, to the answer for every document. */
function rockpoolLoader({ documents, fieldsOf }, collection) {
  const fields = fieldsOf(collection);
  let version = 0n;
  return {
    prepare: (chunk) =>
      partsOf(chunk).map((part) => ({
        ids: part.map(({ id }) => id),
        kinds: part.map(() => 'repsert'),
        versions: part.map(() => ++version),
        eventTimes: part.map(({ timeMs }) => BigInt(timeMs) * 1000n),
        fields,
        columns: fields.map(({ name }) => part.map((document) => document[name])),
      })),
    send: (batches) =>
      severalAtOnce(batches, async (batch) => {
        const { outcomes } = await documents.write({ workspace, name: collection }, batch);
        if (outcomes.some((outcome) => outcome !== 'added')) throw new Error(`${collection}: not all were added.`);
      }),
    close: () => {},
  };
}

async function helperLoader(client, prefix, collection) {
  const index = await likeIndexOf(client, prefix, collection, 'objects');
  return {
    prepare: (chunk) => chunk.map((document) => ({ id: document.id, source: sourceOf(document) })),
    async send(documents) {
      const { successful } = await client.helpers.bulk({
        datasource: documents,
        concurrency: requestsAtOnce,
        onDocument: ({ id, source }) => [{ index: { _index: index, _id: id } }, source],
      });
      if (successful !== documents.length) throw new Error(`${index}: not all were added.`);
    },
    close: () => client.indices.delete({ index }),
  };
}

async function preparedLoader(client, prefix, collection) {
  const index = await likeIndexOf(client, prefix, collection, 'prepared');
  const line = (document) => `{"index":{"_id":"${document.id}"}}\n${JSON.stringify(sourceOf(document))}\n`;
  return {
    prepare: (chunk) => partsOf(chunk).map((part) => part.map(line).join('')),
    send: (bodies) =>
      severalAtOnce(bodies, async (bulkBody) => {
        const path = `/${index}/_bulk`;
        const querystring = { filter_path: 'errors' };
        const { errors } = await client.transport.request({ method: 'POST', path, querystring, bulkBody });
        if (errors !== false) throw new Error(`${index}: not all were added.`);
      }),
    close: () => client.indices.delete({ index }),
  };
}

/** An index with the mapping and the settings of Rockpool's. */
async function likeIndexOf(client, prefix, collection, way) {
  const [{ mappings, settings }] = Object.values(await client.indices.get({ index: aliasOf(prefix, collection) }));
  const index = `${prefix}-${way}-${collection}`;
  const { uuid: _uuid, version: _version, creation_date: _date, provided_name: _name, ...own } = settings.index;
  await client.indices.create({ index, mappings, settings: { index: own } });
  return index;
}

/** `_source` as Rockpool writes it. */
export function sourceOf({ id: _id, timeMs, ...fields }) {
  const source = { _event_time: printMicros(BigInt(timeMs) * 1000n) };
  for (const [name, value] of Object.entries(fields))
    source[name] = typeof value === 'bigint' ? printMicros(value) : value;
  return source;
}

const printMicros = (micros) => new Date(Number(micros / 1000n)).toISOString().replace('Z', '000Z');

function partsOf(chunk) {
  const count = Math.ceil(chunk.length / perRequest);
  return Array.from({ length: count }, (_, part) => chunk.slice(part * perRequest, (part + 1) * perRequest));
}

async function severalAtOnce(items, work) {
  const rest = items[Symbol.iterator]();
  const one = async () => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: requestsAtOnce }, one));
}
