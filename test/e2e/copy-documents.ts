import type { DuckDBConnection } from '@duckdb/node-api';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A collection as the server describes it. */
export interface DescribedCollection {
  readonly name: string;
  readonly fields: readonly { readonly name: string; readonly type: string }[];
}

interface Page {
  readonly pit_id: string;
  readonly hits: {
    readonly hits: readonly { readonly _id: string; readonly _source: object; readonly sort: readonly unknown[] }[];
  };
}

const pageSize = 5_000;

/**
 * Copies the documents of a collection of the workspace `commons` out of Elasticsearch, over plain HTTP, into a table of plain DuckDB of the same name.
 * `file` is written on the way, and removed.
 */
export async function copyDocuments(
  { name, fields }: DescribedCollection,
  { node, indexPrefix }: { readonly node: string; readonly indexPrefix: string },
  { plain, file }: { readonly plain: DuckDBConnection; readonly file: string },
): Promise<void> {
  const alias = `${indexPrefix}-commons.${name}`;
  await pipeline(Readable.from(readLines(node, alias)), createWriteStream(file));
  const columns = fields.map((field) => `'${field.name}': '${field.type}'`).join(', ');
  await plain.run(
    `CREATE TABLE ${name} AS FROM read_json($file, format = 'newline_delimited', columns = {${columns}})`,
    { file },
  );
  await rm(file);
}

async function* readLines(node: string, alias: string): AsyncGenerator<string> {
  await ask(node, 'POST', `/${alias}/_refresh`);
  const { id } = await ask<{ id: string }>(node, 'POST', `/${alias}/_pit?keep_alive=1m`);
  let pit = id;
  let after: readonly unknown[] | undefined;
  try {
    for (;;) {
      const page: Page = await ask<Page>(node, 'POST', '/_search', {
        pit: { id: pit, keep_alive: '1m' },
        size: pageSize,
        sort: ['_shard_doc'],
        query: { bool: { must_not: { term: { _tomb: true } } } },
        ...(after === undefined ? {} : { search_after: after }),
      });
      const { hits } = page.hits;
      yield hits.map(({ _id, _source }) => `${JSON.stringify({ ..._source, _id })}\n`).join('');
      if (hits.length < pageSize) return;
      pit = page.pit_id;
      after = hits.at(-1)!.sort;
    }
  } finally {
    await ask(node, 'DELETE', '/_pit', { id: pit });
  }
}

/** Deletes everything that servers with this prefix have stored. */
export async function deleteIndices(node: string, indexPrefix: string): Promise<void> {
  const found = await ask<object>(node, 'GET', `/${indexPrefix}-*?expand_wildcards=all`);
  for (const index of Object.keys(found)) await ask(node, 'DELETE', `/${index}`);
}

async function ask<Answer>(node: string, method: string, path: string, body?: object): Promise<Answer> {
  const reply = await fetch(`${node}${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as Answer;
}
