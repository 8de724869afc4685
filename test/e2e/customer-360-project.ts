import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { copyDocuments, deleteIndices, type DescribedCollection } from './copy-documents.ts';
import { eventually, startServer, type ReplyBody, type ServerProcess } from './server-process.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A copy of the customer 360 of this repository, and the server that runs on it. */
export interface Customer360 {
  readonly project: string;
  /** Its folder, relative to the project. */
  readonly store: string;
  readonly cluster?: Cluster;
  server(): ServerProcess;
  /** The user id that the demo prints. */
  busyUser(): string;
  start(flags?: readonly string[]): Promise<void>;
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** The reply of the lambda tagged `latest`; fails when it is an error. */
  execute(lambda: string, args?: Record<string, unknown>): Promise<ReplyBody>;
  /** Resolves when every source has read all there is. */
  untilRead(): Promise<void>;
  remove(): Promise<void>;
}

/** Where the documents lie when no file holds them. */
export interface Cluster {
  readonly node: string;
  readonly indexPrefix: string;
}

export interface Customer360Options {
  /** The configuration file; without: rockpool.yaml. */
  readonly config?: string;
  /** As the configuration has it. */
  readonly store: string;
  /** Of a configuration whose store is Elasticsearch. Its indices are deleted with the copy. */
  readonly cluster?: Cluster;
  readonly environment?: Readonly<Record<string, string>>;
}

export async function copyCustomer360(options: Customer360Options): Promise<Customer360> {
  const project = await mkdtemp(join(tmpdir(), 'rockpool-360-'));
  for (const part of ['rockpool.yaml', 'rockpool.cluster.yaml', 'collections', 'lambdas', 'demo'])
    await cp(join(root, part), join(project, part), { recursive: true });
  if (options.config !== undefined && options.cluster !== undefined) {
    const file = join(project, options.config);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/index_prefix: \w+/, `index_prefix: ${options.cluster.indexPrefix}`));
  }
  let server: ServerProcess | undefined;
  let busyUser = '';
  const running = (): ServerProcess => {
    if (server === undefined) throw new Error('no server was started');
    return server;
  };
  return {
    project,
    store: options.store,
    ...(options.cluster === undefined ? {} : { cluster: options.cluster }),
    server: running,
    busyUser: () => busyUser,
    async start(flags = []) {
      const config = options.config === undefined ? [] : ['--config', join(project, options.config)];
      server = await startServer(project, { ...options, flags: [...config, ...flags] });
      busyUser = /user(?: id)?[^\n]*?\b(u-\d+)/i.exec(server.output())?.[1] ?? busyUser;
    },
    stop: async (signal) => server?.stop(signal),
    async execute(lambda, args = {}) {
      const path = `/ws/commons/lambdas/${lambda}/tags/latest`;
      const { status, body } = await running().call('POST', path, { arguments: args });
      expect(status, JSON.stringify(body)).toBe(200);
      return body;
    },
    async untilRead() {
      for (const collection of ['users', 'products', 'user_activity', 'user_purchases'])
        await eventually(
          async () => (await running().call('GET', `/ws/commons/collections/${collection}/sources`)).body.data,
          (sources) => sources.every(({ behind, status }) => behind === 0 && status.state === 'WATCHING'),
        );
    },
    async remove() {
      await server?.stop();
      if (options.cluster !== undefined) await deleteIndices(options.cluster.node, options.cluster.indexPrefix);
      await rm(project, { recursive: true, force: true });
    },
  };
}

/** What is stored now, in plain DuckDB. A server whose store is a file is stopped and started again meanwhile. */
export async function openStoredDocuments(customer360: Customer360): Promise<DuckDBConnection> {
  const { cluster } = customer360;
  const plain = await (cluster === undefined ? openCopy(customer360) : openCopies(customer360, cluster));
  await plain.run("SET TimeZone = 'UTC'; SET search_path = 'commons'");
  return plain;
}

async function openCopy({ project, store, stop, start }: Customer360): Promise<DuckDBConnection> {
  await stop();
  const copy = join(project, `copy-${randomUUID()}.duckdb`);
  await cp(join(project, store, '_documents.duckdb'), copy);
  await start();
  return (await DuckDBInstance.create(copy)).connect();
}

async function openCopies({ project, server }: Customer360, cluster: Cluster): Promise<DuckDBConnection> {
  const plain = await (await DuckDBInstance.create()).connect();
  await plain.run("SET TimeZone = 'UTC'; CREATE SCHEMA commons; SET search_path = 'commons'");
  const { text } = await server().call('GET', '/ws/commons/collections');
  for (const collection of (JSON.parse(text) as { data: readonly DescribedCollection[] }).data)
    await copyDocuments(collection, cluster, { plain, file: join(project, `copy-${randomUUID()}.ndjson`) });
  return plain;
}

/**
 * Runs the SQL of every lambda in plain DuckDB over a copy of the stored documents, and compares its rows with those of the server: values and types.
 * Nothing may be written meanwhile.
 */
export async function expectRowsOfPlainDuckDb(customer360: Customer360): Promise<void> {
  const { project, execute, busyUser } = customer360;
  const plain = await openStoredDocuments(customer360);
  try {
    for (const file of await readdir(join(project, 'lambdas'))) {
      const lambda = file.replace(/\.yaml$/, '');
      const definition = parse(await readFile(join(project, 'lambdas', file), 'utf8')) as LambdaFile;
      const { sql, values } = asPlainSql(definition, given(busyUser()));
      const ask = async (): Promise<unknown> =>
        numbersAsText((await plain.runAndReadAll(sql, values)).getRowObjectsJson().map(withIsoTimes));
      const args = Object.entries(given(busyUser())).filter(([name]) => name in values);
      let before = await ask();
      // What depends on the moment of the call is compared when it is the same before and after.
      for (;;) {
        const { results } = await execute(lambda, Object.fromEntries(args));
        const after = await ask();
        if (isDeepStrictEqual(before, after)) {
          expect(numbersAsText(results), lambda).toEqual(before);
          expect(results, lambda).not.toEqual([]);
          break;
        }
        before = after;
      }
    }
  } finally {
    plain.closeSync();
  }
}

/** Arguments in place of the defaults: somebody who is busy, and more than the last minutes. */
const given = (userid: string): Readonly<Record<string, string | number>> => ({ userid, minutes: 1440 });

interface LambdaFile {
  readonly sql: string;
  readonly parameters?: Readonly<Record<string, { readonly type: string; readonly default?: string | number | null }>>;
}

function asPlainSql(
  { sql, parameters = {} }: LambdaFile,
  args: Readonly<Record<string, string | number>>,
): { readonly sql: string; readonly values: Record<string, string | number | null> } {
  const values: Record<string, string | number | null> = {};
  let text = sql;
  for (const [name, { type, default: fallback }] of Object.entries(parameters)) {
    values[name] = args[name] ?? fallback ?? null;
    const cast = `CAST($${name} AS ${type === 'int' ? 'BIGINT' : 'VARCHAR'})`;
    text = text.replaceAll(new RegExp(`(?<![:\\w]):${name}\\b`, 'g'), cast);
  }
  return { sql: text, values };
}

const timeText = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)?\+00$/;

/** DuckDB's own JSON gives times as it prints them; ours are ISO text. */
const withIsoTimes = (row: Readonly<Record<string, unknown>>): unknown =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key,
      typeof value === 'string'
        ? value.replace(
            timeText,
            (_, day: string, time: string, part?: string) => `${day}T${time}${(part ?? '.').padEnd(7, '0')}Z`,
          )
        : value,
    ]),
  );

/** DuckDB's own JSON gives wide numbers as text; ours are numbers. */
const numbersAsText = (rows: readonly unknown[]): unknown =>
  JSON.parse(JSON.stringify(rows, (_, value: unknown) => (typeof value === 'number' ? String(value) : value)));
