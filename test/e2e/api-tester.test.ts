import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { startTestServer, type TestServer } from '../integration/server/start-test-server.ts';
import { callsOf, type ApiCall } from './api-calls.ts';
import { apiTesterLambdas } from './api-tester-lambdas.ts';
import { makeReplyCheck } from './check-replies.ts';
import { operationsOf, type OpenapiDocument, type PlacedOperation } from './openapi-document.ts';

/** All operations share them. More find more: `API_TESTER_SECONDS=600 npx vitest run --project e2e test/e2e/api-tester.test.ts`. */
const seconds = Number(process.env['API_TESTER_SECONDS'] ?? 20);
/** Of a run that is repeated: a failure tells its own. */
const seed = process.env['API_TESTER_SEED'];

let server: TestServer;
let document: OpenapiDocument;
beforeAll(async () => {
  server = await startTestServer(apiTesterLambdas);
  document = (await (await fetch(`${server.address}/openapi.json`)).json()) as OpenapiDocument;
});
afterAll(() => server.stop());

/** What deletes would end the test of the others. */
const isTried = ({ method }: PlacedOperation): boolean => method !== 'DELETE';

/** Lambdas whose SQL fails on some arguments that their parameters allow. */
const failing = ['commons_arithmetic', 'commons_arithmetic_rows'];

/** True unless the call is one of Rockset's form. */
const hasArguments = ({ method, body = '' }: ApiCall): boolean =>
  method === 'GET' || /^\s*\{\s*"arguments"\s*:\s*\{/.test(body);

const resolve = (reference: string): JsonObject =>
  reference
    .split('/')
    .slice(1)
    .reduce<Json>((at, name) => (at as JsonObject)[name]!, document as unknown as Json) as JsonObject;

async function send(call: ApiCall): Promise<{ readonly status: number; readonly type: string; readonly text: string }> {
  const { method, url, headers, body } = call;
  const reply = await fetch(`${server.address}${url}`, { method, headers, ...(body === undefined ? {} : { body }) });
  return { status: reply.status, type: reply.headers.get('content-type') ?? '', text: await reply.text() };
}

it(
  'answers every call as its document says: valid arguments with rows, all others with an error that it describes',
  async () => {
    const operations = operationsOf(document).filter(isTried);
    const problemOf = makeReplyCheck(document);
    const { body } = await server.call('GET', '/ws/commons/lambdas/grown/versions');
    const { version } = (body as { data: { version: string }[] }).data[0]!;
    const known = { workspace: 'commons', lambda: 'grown', tag: 'latest', version, collection: 'people' };
    const answered = new Map<string, Set<number>>();

    for (const operation of operations) {
      const { operationId, tags } = operation;
      const isLambda = tags.some((tag) => tag === 'commons' || tag === 'none') && !failing.includes(operationId);
      const statuses = new Set<number>();
      answered.set(operationId, statuses);
      const calls = callsOf(operation, { key: server.app.key, resolve, known });
      const property = fc.asyncProperty(calls, async (call) => {
        const reply = await send(call);
        statuses.add(reply.status);
        const refused = isLambda && call.valid && reply.status !== 200 && reply.status !== 408;
        // Its rows are written as Rockset did, which the typed operations do not describe.
        if (reply.status === 200 && isLambda && !call.valid && !hasArguments(call)) return;
        const problem = refused ? `a valid call is refused: ${reply.text}` : problemOf(operation, reply);
        if (problem !== undefined) throw new Error(`${operationId}: ${problem}`);
      });
      await fc.assert(property, {
        numRuns: 1_000_000,
        interruptAfterTimeLimit: (seconds * 1000) / operations.length,
        ...(seed === undefined ? {} : { seed: Number(seed) }),
      });
    }

    const lambdas = operations.filter(({ tags }) => tags.some((tag) => tag === 'commons' || tag === 'none'));
    expect(lambdas).toHaveLength(2 * (2 + Object.keys(apiTesterLambdas).length));
    // Most calls reach the rows; how many is a matter of chance.
    const withRows = lambdas.filter(({ operationId }) => answered.get(operationId)!.has(200));
    expect(withRows.length).toBeGreaterThan(lambdas.length / 2);
  },
  (seconds + 60) * 1000,
);
