import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { eventually, startServer, type ReplyBody, type ServerProcess } from './server-process.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A copy of the customer 360 of this repository, and the server that runs on it. */
export interface Customer360 {
  readonly project: string;
  /** Its folder, relative to the project. */
  readonly store: string;
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

export interface Customer360Options {
  /** The configuration file; without: rockpool.yaml. */
  readonly config?: string;
  /** As the configuration has it. */
  readonly store: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export async function copyCustomer360(options: Customer360Options): Promise<Customer360> {
  const project = await mkdtemp(join(tmpdir(), 'rockpool-360-'));
  for (const part of ['rockpool.yaml', 'rockpool.cluster.yaml', 'collections', 'lambdas', 'demo'])
    await cp(join(root, part), join(project, part), { recursive: true });
  let server: ServerProcess | undefined;
  let busyUser = '';
  const running = (): ServerProcess => {
    if (server === undefined) throw new Error('no server was started');
    return server;
  };
  return {
    project,
    store: options.store,
    server: running,
    busyUser: () => busyUser,
    async start(flags = []) {
      const config = options.config === undefined ? [] : ['--config', options.config];
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
      await rm(project, { recursive: true, force: true });
    },
  };
}

/** What is stored now, opened in plain DuckDB from a copy of the file. The server is stopped and started again meanwhile. */
export async function openStoredDocuments({ project, store, ...customer360 }: Customer360): Promise<DuckDBConnection> {
  await customer360.stop();
  const copy = join(project, `copy-${randomUUID()}.duckdb`);
  await cp(join(project, store, '_documents.duckdb'), copy);
  await customer360.start();
  const plain = await (await DuckDBInstance.create(copy)).connect();
  await plain.run("SET TimeZone = 'UTC'; SET search_path = 'commons'");
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
      if (lambda === 'top_products_now') continue; // depends on the moment of the call
      const definition = parse(await readFile(join(project, 'lambdas', file), 'utf8')) as LambdaFile;
      const { sql, values } = asPlainSql(definition, busyUser());
      const expected = (await plain.runAndReadAll(sql, values)).getRowObjectsJson();

      const { results } = await execute(lambda, 'userid' in values ? { userid: values.userid } : {});

      expect(numbersAsText(results), lambda).toEqual(numbersAsText(expected.map(withIsoTimes)));
    }
  } finally {
    plain.closeSync();
  }
}

interface LambdaFile {
  readonly sql: string;
  readonly parameters?: Readonly<Record<string, { readonly type: string; readonly default?: string | number | null }>>;
}

function asPlainSql(
  { sql, parameters = {} }: LambdaFile,
  user: string,
): { readonly sql: string; readonly values: Record<string, string | number | null> } {
  const values: Record<string, string | number | null> = {};
  let text = sql;
  for (const [name, { type, default: fallback }] of Object.entries(parameters)) {
    values[name] = name === 'userid' ? user : (fallback ?? null);
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
