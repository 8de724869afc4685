import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyCustomer360, type Customer360 } from './customer-360-project.ts';
import { operationsOf, urlOf, type OpenapiDocument, type PlacedOperation } from './openapi-document.ts';

let shop: Customer360;
let reply: Response;
let document: OpenapiDocument;
let operations: readonly PlacedOperation[];

beforeAll(async () => {
  shop = await copyCustomer360({ store: '.rockpool' });
  await shop.start(['--demo']);
  // As Retool's editor asks for it: from its own page, and without a key.
  reply = await fetch(`${shop.server().address}/openapi.json`, { headers: { origin: 'https://example.retool.com' } });
  document = (await reply.json()) as OpenapiDocument;
  operations = operationsOf(document);
}, 120_000);
afterAll(() => shop.remove());

/** True when everything that a call must have is shown, and calling it changes nothing. */
const canBeTried = ({ method, parameters = [], requestBody }: PlacedOperation): boolean =>
  (method === 'GET' || requestBody?.content['application/json'].example !== undefined) &&
  parameters.every(({ required, example }) => !required || example !== undefined);

it('shows examples that can be executed as they stand', async () => {
  const { address, key } = shop.server();
  const tried = operations.filter(canBeTried);

  const refused: string[] = [];
  for (const operation of tried) {
    const body = operation.requestBody?.content['application/json'].example;
    const answer = await fetch(`${address}${urlOf(operation, ({ example }) => example)}`, {
      method: operation.method,
      headers: { authorization: `ApiKey ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) refused.push(`${operation.operationId}: ${answer.status} ${await answer.text()}`);
    else await answer.arrayBuffer();
  }

  expect(refused).toEqual([]);
  const lambdas = operations.filter(({ tags }) => tags.includes('commons')).map(({ operationId }) => operationId);
  expect(lambdas).toHaveLength(16);
  expect(tried.map(({ operationId }) => operationId)).toEqual(
    expect.arrayContaining([...lambdas, 'execute_tag', 'rows_of_tag', 'run_query', 'validate_query', 'explain']),
  );
});

it('shows the example of every parameter, in the body and in the query string', () => {
  const [post, get] = ['commons_search_customers', 'commons_search_customers_rows'].map((id) =>
    operations.find(({ operationId }) => operationId === id)!,
  );
  const shown = Object.fromEntries(get!.parameters!.map(({ name, example }) => [name, example]));

  expect(shown).toEqual({ q: 'ava', limit: 20, $limit: undefined, $cursor: undefined });
  const { example, schema } = post!.requestBody!.content['application/json'];
  expect(example).toEqual({ arguments: { q: 'ava', limit: 20 } });
  expect(schema).toMatchObject({
    properties: { arguments: { properties: { q: { examples: ['ava'] }, limit: { examples: [20] } } } },
  });
});

it('keeps the rules of Retool for a document that it imports', async () => {
  expect(document.openapi).toBe('3.1.0');
  expect(document.servers[0]!.url).toBe(shop.server().address);

  const text = JSON.stringify(document);
  const references = [...text.matchAll(/"\$ref":"([^"]*)"/g)].map((match) => match[1]!);
  expect(references.filter((reference) => !reference.startsWith('#/components/'))).toEqual([]);
  expect(text.match(/"(oneOf|anyOf|allOf)":/g) ?? []).toHaveLength(1);

  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^[A-Za-z][A-Za-z0-9_]*$/.test(id))).toEqual([]);
  expect(operations.filter(({ summary = '' }) => summary.trim() === '')).toEqual([]);
  // Object bodies become fields.
  const bodies = operations.flatMap(({ requestBody }) => (requestBody === undefined ? [] : [requestBody]));
  const schemas = bodies.map(({ content }) => content['application/json'].schema);
  expect(schemas.filter(({ type, $ref }) => type !== 'object' && $ref === undefined)).toEqual([]);

  expect(reply.status).toBe(200);
  expect(reply.headers.get('content-type')).toMatch(/^application\/json/);
  expect(reply.headers.get('access-control-allow-origin')).toBe('*');
  const call = await fetch(`${document.servers[0]!.url}/v1/orgs/self/ws/commons/lambdas/profile/tags/latest`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://example.retool.com',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  });
  expect(call.ok).toBe(true);
  expect(call.headers.get('access-control-allow-headers')).toMatch(/authorization/);
});
