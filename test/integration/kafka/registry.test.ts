import { Type } from 'avsc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RockpoolError } from '../../../src/base/error.ts';
import { makeValueDecoder, type DecodedValue } from '../../../src/kafka/value-decoder.ts';
import { reply, startRegistry, type RegistryServer } from './registry-server.ts';

const purchase = {
  type: 'record',
  name: 'Purchase',
  namespace: 'shop',
  fields: [
    { name: 'user', type: 'string' },
    { name: 'amount', type: ['null', 'double'] },
  ],
} as const;
const jsonSchema = { schema: '{"type":"object"}', schemaType: 'JSON' };

let registry: RegistryServer;
beforeEach(async () => {
  registry = await startRegistry();
});
afterEach(() => registry.close());

const framed = (id: number, value: Buffer | string): Buffer => {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(id, 1);
  return Buffer.concat([head, Buffer.from(value)]);
};
const avro = (schema: unknown, value: unknown): Buffer => Type.forSchema(schema as never).toBuffer(value);
const textOf = (decoded: DecodedValue): unknown =>
  'value' in decoded ? Buffer.from(decoded.value).toString('utf8') : decoded;

/** JSON text, or the problem. */
async function decode(
  value: Buffer,
  config: { username?: string; password?: string; url?: string } = {},
): Promise<unknown> {
  return textOf(await makeValueDecoder({ url: registry.url, ...config }, 'avro')!(value));
}

const outage = (value: Buffer, config = {}): Promise<{ code: string; message: string; hint: string }> =>
  decode(value, config).then(
    (decoded) => Promise.reject(new Error(`it was decoded: ${JSON.stringify(decoded)}`)),
    (error: unknown) => {
      const { code, message, hint } = error as RockpoolError;
      return { code, message, hint };
    },
  );

describe('values of a topic', () => {
  it('pass as they are when they are JSON and there is no registry', () => {
    expect(makeValueDecoder(undefined, 'json')).toBeUndefined();
  });

  it('cannot be Avro without a registry', () => {
    expect(() => makeValueDecoder(undefined, 'avro')).toThrow(
      'A source has `format: avro`, and its integration has no schema registry.',
    );
  });

  it('are JSON with and without the id of a schema, and nobody is asked', () => {
    const decoder = makeValueDecoder({ url: registry.url }, 'json')!;

    expect(textOf(decoder(Buffer.from('{"a":1}')) as DecodedValue)).toBe('{"a":1}');
    expect(textOf(decoder(framed(7, '{"a":1}')) as DecodedValue)).toBe('{"a":1}');
    expect(textOf(decoder(framed(7, ' \n[{"a":1}]')) as DecodedValue)).toBe(' \n[{"a":1}]');
    expect(decoder(framed(7, avro(purchase, { user: 'u', amount: null })))).toEqual({
      problem: 'behind the id of its schema (7) stands no JSON; if it is Avro, write `format: avro`',
    });
    expect(registry.asked).toEqual([]);
  });
});

describe('Avro of a schema registry', () => {
  it('is decoded by the schema of its id, which is asked for once, and then at once', async () => {
    registry.answers.set('/schemas/ids/7', { schema: JSON.stringify(purchase) });
    const decoder = makeValueDecoder({ url: `${registry.url}/` }, 'avro')!;
    const value = framed(7, avro(purchase, { user: 'u-1', amount: 2.5 }));

    const both = await Promise.all([decoder(value), decoder(value)]);
    const third = decoder(value);

    expect(both.map(textOf)).toEqual(['{"user":"u-1","amount":2.5}', '{"user":"u-1","amount":2.5}']);
    expect(textOf(third as DecodedValue)).toBe('{"user":"u-1","amount":2.5}');
    expect(registry.asked).toEqual(['/schemas/ids/7']);
  });

  it('may use schemas that refer to others', async () => {
    const money = {
      type: 'record',
      name: 'Money',
      namespace: 'shop',
      fields: [{ name: 'currency', type: 'shop.Currency' }],
    };
    const currency = { type: 'enum', name: 'Currency', namespace: 'shop', symbols: ['CHF', 'EUR'] };
    const order = { type: 'record', name: 'Order', namespace: 'shop', fields: [{ name: 'price', type: 'Money' }] };
    const reference = (name: string, subject: string, version: number): object => ({ name, subject, version });
    registry.answers.set('/schemas/ids/9', {
      schema: JSON.stringify(order),
      references: [reference('shop.Money', 'money/value', 2), reference('shop.Currency', 'currency', 1)],
    });
    registry.answers.set('/subjects/money%2Fvalue/versions/2', {
      subject: 'money/value',
      id: 3,
      version: 2,
      schema: JSON.stringify(money),
      references: [reference('shop.Currency', 'currency', 1)],
    });
    registry.answers.set('/subjects/currency/versions/1', {
      subject: 'currency',
      id: 2,
      version: 1,
      schema: JSON.stringify(currency),
    });

    expect(await decode(framed(9, Buffer.from([2])))).toBe('{"price":{"currency":"EUR"}}');
    expect(registry.asked).toHaveLength(3);
  });

  it('may stand beside JSON in one topic', async () => {
    registry.answers.set('/schemas/ids/4', jsonSchema);

    expect(await decode(framed(4, '{"a":1}'))).toBe('{"a":1}');
  });

  it('is read with a login, in the configuration or in the URL', async () => {
    registry.login = 'reader:the secret:ü';
    registry.answers.set('/schemas/ids/7', { schema: '"string"' });
    const value = framed(7, avro('string', 'x'));
    const inUrl = registry.url.replace('//', `//reader:${encodeURIComponent('the secret:ü')}@`);

    expect(await decode(value, { username: 'reader', password: 'the secret:ü' })).toBe('"x"');
    expect(await decode(value, { url: inUrl })).toBe('"x"');
  });

  it.each([
    [
      'no id of a schema',
      Buffer.from('{"a":1}'),
      'it does not begin with the id of a schema, as Avro that was written with a registry does',
    ],
    [
      'nothing',
      Buffer.alloc(0),
      'it does not begin with the id of a schema, as Avro that was written with a registry does',
    ],
    ['an unknown id', framed(8, 'x'), 'the schema registry has no schema 8'],
    [
      'a value that ends too early',
      framed(7, Buffer.from([10, 65])),
      'it is not what schema 7 describes: it ends too early',
    ],
    [
      'a value that goes on',
      framed(7, Buffer.from([2, 65, 0, 0, 0])),
      'it is not what schema 7 describes: 2 bytes are left over',
    ],
    [
      'a branch that a union does not have',
      framed(7, Buffer.from([2, 65, 8])),
      'it is not what schema 7 describes: a union has no branch 4',
    ],
    ['a schema of Protobuf', framed(5, 'x'), 'schema 5 is of the type PROTOBUF; AVRO and JSON are read'],
    ['a schema that is none', framed(6, 'x'), 'schema 6 cannot be used: the type "strin" is not defined'],
    [
      'a reference to nothing',
      framed(3, 'x'),
      'schema 3 cannot be used: it refers to version 1 of gone, which is not there',
    ],
  ])('with %s is a problem of the record', async (_what, value, problem) => {
    registry.answers.set('/schemas/ids/7', { schema: JSON.stringify(purchase) });
    registry.answers.set('/schemas/ids/5', { schema: 'message A {}', schemaType: 'PROTOBUF' });
    registry.answers.set('/schemas/ids/6', { schema: '"strin"' });
    registry.answers.set('/schemas/ids/3', { schema: '"A"', references: [{ name: 'A', subject: 'gone', version: 1 }] });

    expect(await decode(value)).toEqual({ problem });
  });

  it.each([
    [
      500,
      { error_code: 50001, message: 'Error in the backend data store' },
      'answered 500: Error in the backend data store.',
    ],
    [503, 'no JSON', 'answered 503.'],
    [429, { message: 'Too Many Requests' }, 'answered 429: Too Many Requests.'],
    [404, { error_code: 404, message: 'HTTP 404 Not Found' }, 'answered 404: HTTP 404 Not Found.'],
    [200, { id: 7 }, 'answered 200.'],
    [401, { error_code: 401, message: 'Unauthorized' }, 'refused the user "reader" (401).'],
    [403, { error_code: 403, message: 'Forbidden' }, 'refused the user "reader" (403).'],
  ])('waits when the registry answers %i %j', async (status, body, message) => {
    registry.always((response) => reply(response, status, body));

    const error = await outage(framed(7, 'x'), { username: 'reader', password: 'the secret' });

    expect(error).toEqual({
      code: 'SOURCE_UNREADABLE',
      message: `The schema registry at ${registry.url}/ ${message}`,
      hint: message.startsWith('refused')
        ? 'Check `schema_registry.username` and `.password`.'
        : 'Check that `schema_registry.url` is its address.',
    });
  });

  it('waits when the registry is away, breaks off, or does not answer, and goes on when it is back', async () => {
    registry.answers.set('/schemas/ids/7', { schema: '"string"' });
    const decoder = makeValueDecoder({ url: registry.url }, 'avro')!;
    const value = framed(7, avro('string', 'x'));

    registry.always((response) => response.destroy());
    await expect(decoder(value)).rejects.toThrow(
      `The schema registry at ${registry.url}/ does not answer (UND_ERR_SOCKET).`,
    );
    registry.always(() => undefined);
    await expect(decoder(value)).rejects.toThrow(`The schema registry at ${registry.url}/ does not answer (timeout).`);
    registry.always(undefined);

    expect(textOf(await decoder(value))).toBe('"x"');
    const gone = await startRegistry();
    await gone.close();
    await expect(decode(value, { url: gone.url })).rejects.toThrow(
      `The schema registry at ${gone.url}/ does not answer (ECONNREFUSED).`,
    );
  });
});
