import { DuckDBInstance } from '@duckdb/node-api';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { eventually, startServer, type ReplyBody, type ServerProcess } from './server-process.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let project: string;
let server: ServerProcess;
let busyUser: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'rockpool-360-'));
  for (const part of ['rockpool.yaml', 'collections', 'lambdas', 'demo'])
    await cp(join(root, part), join(project, part), { recursive: true });
  server = await startServer(project, { flags: ['--demo'] });
  busyUser = /user(?: id)?[^\n]*?\b(u-\d+)/i.exec(server.output())?.[1] ?? '';
}, 120_000);

afterAll(async () => {
  await server.stop();
  await rm(project, { recursive: true, force: true });
});

const execute = async (lambda: string, args: Record<string, unknown> = {}): Promise<ReplyBody> => {
  const { status, body } = await server.call('POST', `/ws/commons/lambdas/${lambda}/tags/latest`, { arguments: args });
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
};

describe('the customer 360', () => {
  it('prints a user id that is kept busy', () => expect(busyUser).toMatch(/^u-\d+$/));

  it('recommends products to the busy user', async () => {
    const reply = await eventually(
      () => execute('recommendation', { userid: busyUser }),
      (body) => body.results.length > 0,
    );

    expect(reply.column_fields.map((field) => field.name)).toContain('product_name');
    expect(reply.complete).toBe(true);
    expect(reply.query_lambda_path).toMatch(/^commons\.recommendation::[0-9a-f]{16}$/);
  });

  it("shows the busy user's activity change by itself", async () => {
    const newest = async (): Promise<string> =>
      JSON.stringify((await execute('recent_activity', { userid: busyUser })).results[0] ?? null);
    const before = await eventually(newest, (first) => first !== 'null');

    const after = await eventually(newest, (first) => first !== before);

    expect(after).not.toBe(before);
  });

  it.each(['profile', 'total_spend', 'avg_purchase_price', 'purchase_history', 'top_products_now', 'search_customers'])(
    'answers %s',
    async (lambda) => {
      const args = ['top_products_now', 'search_customers'].includes(lambda) ? {} : { userid: busyUser };
      const reply = await eventually(
        () => execute(lambda, args),
        (body) => body.results.length > 0,
      );

      expect(Object.keys(reply.results[0]!)).toEqual(reply.column_fields.map((field) => field.name));
    },
  );
});

describe('results', () => {
  it(
    "equal the same SQL's in plain DuckDB over the same documents, values and types",
    { timeout: 180_000 },
    async () => {
      // What lives on changes between two readings: the generator is stopped, all is read in, and plain DuckDB opens a copy of the file.
      await server.stop();
      server = await startServer(project);
      for (const collection of ['users', 'products', 'user_activity', 'user_purchases']) {
        await eventually(
          async () => (await server.call('GET', `/ws/commons/collections/${collection}/sources`)).body.data,
          (sources) => sources.every(({ behind, status }) => behind === 0 && status.state === 'WATCHING'),
        );
      }
      await server.stop();
      const copy = join(project, 'copy.duckdb');
      await cp(join(project, '.rockpool/_documents.duckdb'), copy);
      const plain = await (await DuckDBInstance.create(copy)).connect();
      await plain.run("SET TimeZone = 'UTC'; SET search_path = 'commons'");
      server = await startServer(project);

      for (const file of await readdir(join(project, 'lambdas'))) {
        const definition = parse(await readFile(join(project, 'lambdas', file), 'utf8')) as {
          sql: string;
          parameters?: Record<string, { type: string; default?: unknown }>;
        };
        const name = file.replace(/\.yaml$/, '');
        if (name === 'top_products_now') continue; // depends on the moment of the call
        const parameters = definition.parameters ?? {};
        const values: Record<string, string | number | null> = {};
        let sql = definition.sql;
        for (const [parameter, { type, default: fallback }] of Object.entries(parameters)) {
          values[parameter] = parameter === 'userid' ? busyUser : ((fallback ?? null) as string | number | null);
          sql = sql.replaceAll(
            new RegExp(`(?<![:\\w]):${parameter}\\b`, 'g'),
            `CAST($${parameter} AS ${type === 'int' ? 'BIGINT' : 'VARCHAR'})`,
          );
        }
        const expected = (await plain.runAndReadAll(sql, values)).getRowObjectsJson();

        const { results } = await execute(name, 'userid' in parameters ? { userid: busyUser } : {});

        // DuckDB's own JSON gives wide numbers and times as text; ours are numbers and ISO text.
        const comparable = (rows: readonly Record<string, unknown>[]): unknown[] =>
          rows.map((row) =>
            Object.fromEntries(
              Object.entries(row).map(([key, value]) => [
                key,
                typeof value === 'string'
                  ? value.replace(
                      /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)?\+00$/,
                      (_, day, time, part) => `${day}T${time}${(part ?? '.').padEnd(7, '0')}Z`,
                    )
                  : value,
              ]),
            ),
          );
        const numbersAsText = (rows: readonly unknown[]): unknown =>
          JSON.parse(JSON.stringify(rows, (_, value: unknown) => (typeof value === 'number' ? String(value) : value)));
        expect(numbersAsText(comparable(results)), name).toEqual(numbersAsText(comparable(expected)));
      }
      plain.closeSync();
    },
  );
});
