import fc from 'fast-check';
import type { JsonObject } from '../../src/base/json.ts';
import { urlOf, type OpenapiParameter, type PlacedOperation } from './openapi-document.ts';
import { junk, spoiled, valuesOf } from './schema-values.ts';

export interface ApiCall {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** True when everything in it is as the document asks for. */
  readonly valid: boolean;
}

/** A URL cannot carry them. */
const loneSurrogates = /\p{Surrogate}/gu;

/** Only what an earlier reply told is one. */
const cursors: readonly string[] = ['$cursor', 'cursor'];

interface CallsOptions {
  readonly key: string;
  readonly resolve: (reference: string) => JsonObject;
  /** Values of path parameters that exist on the server. */
  readonly known: Readonly<Record<string, string>>;
}

/** A value, and whether the document allows it. */
interface Tried {
  readonly value: unknown;
  readonly valid: boolean;
}

const sure = (values: fc.Arbitrary<unknown>): fc.Arbitrary<Tried> => values.map((value) => ({ value, valid: true }));
const unsure = (values: fc.Arbitrary<unknown>): fc.Arbitrary<Tried> => values.map((value) => ({ value, valid: false }));

/** Calls of an operation: as the document says, with spoiled arguments, and such as no client of the document would make. */
export function callsOf(operation: PlacedOperation, options: CallsOptions): fc.Arbitrary<ApiCall> {
  const { parameters = [], method } = operation;
  const filled = fc.record(
    Object.fromEntries(parameters.map((parameter) => [parameter.name, parameterValues(parameter, options)])),
  );
  return fc
    .record({
      filled,
      sent: bodies(operation, options),
      headers: headers(options.key, operation.requestBody !== undefined),
    })
    .map(({ filled, sent, headers }) => {
      const url = urlOf(operation, ({ name }) => filled[name]!.value);
      const parts = [...Object.values(filled), sent, headers];
      return {
        method,
        url,
        headers: headers.value as Record<string, string>,
        ...(sent.value === undefined ? {} : { body: sent.value as string }),
        valid: parts.every(({ valid }) => valid),
      };
    });
}

function parameterValues(parameter: OpenapiParameter, { known, resolve }: CallsOptions): fc.Arbitrary<Tried> {
  const allowed = valuesOf(parameter.schema, resolve);
  if (parameter.in === 'path') {
    // `.` and `..` never reach a server: whoever makes the URL resolves them.
    const texts = fc.oneof(allowed, junk).map((value) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return text.slice(0, 300).replaceAll(loneSurrogates, '?');
    });
    const segments = texts.filter((text) => text !== '' && text !== '.' && text !== '..');
    const exists = known[parameter.name];
    if (exists === undefined) return unsure(segments);
    return fc.oneof({ weight: 6, arbitrary: sure(fc.constant(exists)) }, { weight: 1, arbitrary: unsure(segments) });
  }
  if (cursors.includes(parameter.name)) return fc.oneof(sure(fc.constant(undefined)), unsure(fc.string()));
  const absent: fc.Arbitrary<Tried> = fc.constant({ value: undefined, valid: !parameter.required });
  // A query string has no null, and an empty text is no value of a list.
  const given = allowed
    .filter((value) => value !== null && !(Array.isArray(value) && value.join('') === ''))
    .map((value) => (typeof value === 'string' ? value.replaceAll(loneSurrogates, '?') : value));
  const wrong = junk.map((value) =>
    typeof value === 'string'
      ? value.slice(0, 2000).replaceAll(loneSurrogates, '?')
      : JSON.stringify(value).slice(0, 2000),
  );
  return fc.oneof(
    { weight: parameter.required ? 6 : 3, arbitrary: sure(given) },
    { weight: parameter.required ? 1 : 3, arbitrary: absent },
    { weight: 1, arbitrary: unsure(fc.oneof(wrong, fc.array(wrong, { maxLength: 3 }))) },
  );
}

const rawBodies = [
  '',
  ' ',
  '{',
  'null',
  '[]',
  '"text"',
  '{}{}',
  '{"arguments":',
  '\ufeff{}',
  '{"a":1,"a":2}',
  '\0',
  'a=b&c=d',
];
const oddBodies = [
  '{"arguments":{"age":1e999,"many":1e2,"whole":9223372036854775808}}',
  '{"arguments":{"__proto__":{"age":1},"constructor":1}}',
  `{"arguments":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
  '{"parameters":[{"name":"age","type":"int","value":"five"},{"name":"age"},7,null]}',
  '{"arguments":{},"parameters":[]}',
];

function bodies({ requestBody }: PlacedOperation, { resolve }: CallsOptions): fc.Arbitrary<Tried> {
  if (requestBody === undefined) return fc.constant({ value: undefined, valid: true });
  const { schema, example } = requestBody.content['application/json'];
  const fromSchema = valuesOf(schema, resolve);
  const fitting = example === undefined ? fromSchema : fc.oneof(fromSchema, fc.constant<unknown>(example));
  const text = (value: unknown): string | undefined => JSON.stringify(value);
  return fc.oneof(
    { weight: 6, arbitrary: sure(fitting.map(text)) },
    { weight: 5, arbitrary: unsure(fitting.chain(spoiled).map(text)) },
    { weight: 1, arbitrary: unsure(junk.map(text)) },
    { weight: 1, arbitrary: unsure(fc.constantFrom(...rawBodies, ...oddBodies)) },
  );
}

function headers(key: string, hasBody: boolean): fc.Arbitrary<Tried> {
  const usual = { authorization: `ApiKey ${key}`, ...(hasBody ? { 'content-type': 'application/json' } : {}) };
  const odd: readonly Readonly<Record<string, string>>[] = [
    { authorization: '' },
    { authorization: 'ApiKey wrong' },
    { authorization: `Bearer ${key} ` },
    { authorization: 'Basic YTpi' },
    { accept: 'image/png' },
    { accept: 'text/html;q=0.5, */*;q=nothing' },
    ...[
      '',
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json; charset=latin1',
      'no type',
      'a/b;',
    ].map((type) => ({ 'content-type': type })),
  ];
  return fc.oneof(
    { weight: 8, arbitrary: sure(fc.constant(usual)) },
    { weight: 1, arbitrary: unsure(fc.constantFrom(...odd).map((one) => ({ ...usual, ...one }))) },
  );
}
