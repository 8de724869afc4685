import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import type { LambdaContract } from '../api/lambda-contract.ts';
import type { ArgumentType } from '../schema/argument-type.ts';
import { makeTypedClient } from './make-typed-client.ts';

const lambda = (name: string, more: Partial<LambdaContract> = {}): LambdaContract => ({
  workspace: 'commons',
  name,
  version: '0123456789abcdef',
  parameters: [],
  open: false,
  columns: [],
  ...more,
});

const recommendation = lambda('recommendation', {
  description: 'What others bought',
  parameters: [
    { name: 'userid', type: 'string', description: 'Customer', example: 'u-17' },
    { name: 'limit', type: 'int', default: '5' },
  ],
  columns: [
    { name: 'product_name', type: { kind: 'varchar' } },
    { name: 'times', type: { kind: 'bigint' } },
  ],
});

const types: readonly ArgumentType[] = ['string', 'int', 'float', 'bool', 'date', 'timestamp', 'datetime', 'time'];
const awkward: readonly LambdaContract[] = [
  recommendation,
  lambda('top-products', { workspace: 'other-team', description: 'Ends */ a comment\nand a line' }),
  lambda('then', { parameters: [], columns: undefined as never }),
  lambda('open', { open: true, parameters: [{ name: 'when', type: 'timestamp', constraints: { nullable: true } }] }),
  lambda('every_type', {
    parameters: types.flatMap((type) => [
      { name: `one ${type}`, type },
      { name: `many_${type}`, type: `${type}[]` as ArgumentType, default: '[]' },
    ]),
    columns: [
      {
        name: 'a "b"',
        type: { kind: 'list', element: { kind: 'struct', fields: [{ name: 'x-y', type: { kind: 'json' } }] } },
      },
      { name: 'a\u2029b', type: { kind: 'varchar' } },
      { name: '__proto__', type: { kind: 'list', element: { kind: 'list', element: { kind: 'double' } } } },
    ],
  }),
  lambda('chosen', {
    parameters: [
      { name: 'kind', type: 'string', constraints: { enum: ['a"', 'b', 'a\u2028b'] } },
      { name: 'sizes', type: 'int[]', constraints: { enum: [1, 2] } },
    ],
  }),
];

/** Mistakes that the compiler finds in the client together with a program that uses it. */
function mistakes(client: string, program: string): readonly string[] {
  const files: Readonly<Record<string, string>> = { '/client.ts': client, '/program.ts': program };
  const options: ts.CompilerOptions = {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noUnusedLocals: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const compilation = ts.createProgram(['/program.ts'], options, {
    ...host,
    fileExists: (name) => Object.hasOwn(files, name) || host.fileExists(name),
    readFile: (name) => files[name] ?? host.readFile(name),
    getSourceFile: (name, version) =>
      files[name] === undefined ? host.getSourceFile(name, version) : ts.createSourceFile(name, files[name], version),
  });
  return ts
    .getPreEmitDiagnostics(compilation)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ').split('\n')[0]!);
}

const use = (body: string): string => `import { connect, type Row } from './client.ts';
const rockpool = connect({ address: 'http://127.0.0.1:8080' });
${body}
export type { Row };`;

describe('makeTypedClient', { timeout: 120_000 }, () => {
  const client = makeTypedClient({ lambdas: awkward, tag: 'latest' });

  it('writes arguments and rows as types, with what the lambda says of itself', () => {
    const text = makeTypedClient({ lambdas: [recommendation], tag: 'latest' });
    expect(text.slice(0, text.indexOf('export type Json')))
      .toBe(`// Made by \`rockpool client\`: make it again after a deploy instead of editing it.

/** The deployed lambdas, by workspace and name: what they are given and what a row holds. */
export interface Lambdas {
  readonly commons: {
    /**
     * What others bought
     * Version 0123456789abcdef.
     */
    readonly recommendation: {
      readonly arguments: {
        /**
         * Customer
         * Example: "u-17".
         */
        readonly userid: string;
        /** Default: 5. */
        readonly limit?: number | bigint;
      };
      readonly row: {
        readonly product_name: string | null;
        readonly times: number | null;
      };
    };
  };
}

`);
  });

  it('keeps every line of a description inside of its comment', () => {
    const text = makeTypedClient({
      lambdas: [lambda('told', { description: 'One\r\ntwo\u2028three\rfour' })],
      tag: 'latest',
    });
    expect(text).toContain('     * One\n     * two\n     * three\n     * four\n');
  });

  it('is the same for the same contracts in any order', () => {
    expect(makeTypedClient({ lambdas: awkward.toReversed(), tag: 'latest' })).toBe(client);
  });

  it('compiles under strict, whatever lambdas, parameters and columns are called', () => {
    const program = use(`
export async function read(signal: AbortSignal) {
  const answer = await rockpool.commons.recommendation({ userid: 'u-17' }, { signal });
  if (!answer.ok) return answer.error.kind === 'refused' ? answer.error.code : answer.error.kind;
  const row: Row<'commons', 'recommendation'> | undefined = answer.rows[0];
  await rockpool['other-team']['top-products']();
  await rockpool.commons.open({ when: new Date(), anything: [1n, { deep: null }] });
  await rockpool.commons.chosen({ kind: 'a"', sizes: [1, 2] });
  await rockpool.commons.chosen({ kind: 'a\\u2028b', sizes: [] });
  await rockpool.commons.$then({}, { signal: undefined });
  connect({ address: 'http://127.0.0.1:8080', key: undefined as string | undefined });
  const odd: Row<'commons', 'every_type'>['a\\u2029b'] = 'text';
  return row?.product_name?.toUpperCase() ?? odd;
}`);
    expect(mistakes(client, program)).toEqual([]);
  });

  it('does not compile with arguments, lambdas and members that there are not', () => {
    const wrong: readonly (readonly [string, string])[] = [
      ["rockpool.commons.recommendation({ user: 'u' });", "'user' does not exist"],
      ['rockpool.commons.recommendation();', 'Expected 1-2 arguments'],
      ['rockpool.commons.recommendation({});', "Property 'userid' is missing"],
      ['rockpool.commons.recommendation({ userid: 17 });', "Type 'number' is not assignable to type 'string'"],
      ["rockpool.commons.chosen({ kind: 'c', sizes: [] });", `Type '"c"' is not assignable`],
      ["rockpool['other-team']['top-products']({ limit: 1 });", "Type 'number' is not assignable to type 'never'"],
      ['rockpool.commons.then();', "Property 'then' does not exist"],
      ['rockpool.commons.recomendation();', "Property 'recomendation' does not exist"],
      ["rockpool.commons.recommendation({ userid: 'u' }).then((one) => one.rows);", "Property 'rows' does not exist"],
    ];
    expect(mistakes(client, use(wrong.map(([statement]) => statement).join('\n')))).toEqual(
      wrong.map(([, message]) => expect.stringContaining(message) as string),
    );
  });
});
