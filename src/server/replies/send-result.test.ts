import { fastify, type FastifyInstance } from 'fastify';
import { afterEach, expect, it } from 'vitest';
import { RockpoolError } from '../../base/error.ts';
import type { QueryResult } from '../../query/query-service.ts';
import type { SqlType } from '../../schema/sql-type.ts';
import type { RowBatch } from '../../schema/value.ts';
import type { WireForm } from '../../schema/wire-value.ts';
import { sendError } from '../plugins/error-reply.ts';
import type { RowFormat } from './row-format.ts';
import { sendResult } from './send-result.ts';

const servers: FastifyInstance[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

function resultOf(
  columns: readonly { name: string; type: SqlType; rocksetName?: string }[],
  batches: AsyncIterable<RowBatch>,
): QueryResult {
  return {
    queryId: 'q:1:0',
    columns,
    explicitColumns: true,
    collections: [{ workspace: 'commons', name: 'users' }],
    lambdaPath: 'commons.l::v',
    batches,
    finish: () => ({
      stats: { elapsedMs: 1.4, queuedMs: 0.25, compileMs: 0.1, scanMs: 0, executeMs: 1 },
      rowCount: 2,
      dataAgeMs: 12,
    }),
  };
}

/** A server that sends one result, and its address. */
async function serve(result: QueryResult, format: RowFormat, form: WireForm = 'plain'): Promise<string> {
  const server = fastify();
  servers.push(server);
  server.setErrorHandler((error, request, reply) => sendError(error, request, reply, () => {}));
  server.get('/', (_request, reply) => sendResult(reply, result, format, form));
  return server.listen({ host: '127.0.0.1', port: 0 });
}

async function* rows(...batches: RowBatch[]): AsyncGenerator<RowBatch> {
  yield* batches;
}

const big: RowBatch = { rowCount: 1000, columns: [new Array<string>(1000).fill('x'.repeat(1000))] };
const text = [{ name: 'text', type: { kind: 'varchar' } }] as const;

async function* failsAfter(batches: number): AsyncGenerator<RowBatch> {
  for (let index = 0; index < batches; index++) yield big;
  throw new RockpoolError('SQL_EXECUTION', 'It fails on a value.');
}

const columns = [
  { name: 'count_star()', rocksetName: '?count', type: { kind: 'bigint' } },
  { name: 'day', type: { kind: 'date' } },
  { name: 'ratio', type: { kind: 'double' } },
] as const;
const batch: RowBatch = {
  rowCount: 2,
  columns: [
    [9007199254740993n, 2n],
    [0, null],
    [Number.NaN, 0.5],
  ],
};

it("writes the members in Rockset's order, with every digit", async () => {
  const reply = await fetch(await serve(resultOf(columns, rows(batch)), 'json', 'rockset'));

  expect(await reply.text()).toBe(
    '{"collections":["commons.users"],"aliases":[],"column_fields":[{"name":"?count","type":"BIGINT"},{"name":"day","type":"DATE"},{"name":"ratio","type":"DOUBLE"}],' +
      '"results":[{"?count":9007199254740993,"day":{"__rockset_type":"date","value":"1970-01-01"},"ratio":null},{"?count":2,"day":null,"ratio":0.5}],' +
      '"query_lambda_path":"commons.l::v","query_id":"q:1:0","stats":{"elapsed_time_ms":1,"throttled_time_micros":250,"queue_time_ms":0.25,"compile_time_ms":0.1,"scan_time_ms":0,"execute_time_ms":1},' +
      '"status":"COMPLETED","results_total_doc_count":2,"warnings":["Column \\"ratio\\" holds NaN or infinite numbers, which JSON cannot; they are null here."],"complete":true,"data_age_ms":12}',
  );
  expect(Number(reply.headers.get('content-length'))).toBeGreaterThan(0);
});

it('quotes CSV cells, and tells null from the empty text', async () => {
  const result = resultOf(
    [{ name: 'a"b', type: { kind: 'varchar' } }],
    rows({ rowCount: 4, columns: [['x,y', '', null, 'say "hi"\n']] }),
  );

  expect(await (await fetch(await serve(result, 'csv'))).text()).toBe(
    '"a""b"\r\n"x,y"\r\n""\r\n\r\n"say ""hi""\n"\r\n',
  );
});

it('keeps the status of an error that comes before anything was sent', async () => {
  const reply = await fetch(await serve(resultOf(text, failsAfter(0)), 'json'));

  expect([reply.status, ((await reply.json()) as { code: string }).code]).toEqual([400, 'SQL_EXECUTION']);
});

it('ends JSON with the error when rows were sent already', async () => {
  const reply = await fetch(await serve(resultOf(text, failsAfter(3)), 'json'));
  const body = (await reply.json()) as { results: unknown[]; [key: string]: unknown };

  expect(reply.status).toBe(200);
  expect({ ...body, results: body.results.length }).toMatchObject({
    results: 3000,
    status: 'ERROR',
    complete: false,
    query_errors: [{ type: 'QUERY_ERROR', message: 'It fails on a value.', status_code: 400 }],
  });
});

it.each(['csv', 'ndjson'] as const)('breaks %s off when rows were sent already', async (format) => {
  const reply = await fetch(await serve(resultOf(text, failsAfter(3)), format));

  await expect(reply.text()).rejects.toThrow();
});

it('reads no further than the caller does, and frees the query when the caller goes', async () => {
  let read = 0;
  let freed: () => void;
  const whenFreed = new Promise<void>((resolve) => (freed = resolve));
  async function* endless(): AsyncGenerator<RowBatch> {
    try {
      for (;;) {
        read++;
        yield big;
      }
    } finally {
      freed();
    }
  }
  const controller = new AbortController();
  const reply = await fetch(await serve(resultOf(text, endless()), 'ndjson'), { signal: controller.signal });
  const reader = reply.body!.getReader();
  await reader.read();
  // A caller that reads nothing: what the sockets hold is all that is read ahead.
  let before = -1;
  while (before !== read) {
    before = read;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(read).toBeLessThan(40);

  controller.abort();
  await whenFreed;
});
