import Type, { type Static } from 'typebox';
import { caseTwins } from '../base/case-twins.ts';
import { parseByteSize } from '../base/byte-size.ts';
import { parseDuration } from '../base/duration.ts';
import type { Problem } from '../base/error.ts';
import type { Json } from '../base/json.ts';
import { checkValue } from '../config/check-value.ts';
import { reportTo, type Report } from '../config/report.ts';
import { byteSizeSchema, durationSchema } from '../config/value-kinds.ts';
import type { YamlDocument } from '../config/yaml-document.ts';
import { parseTimestamptz } from '../schema/date-time.ts';
import { findLargeInteger } from './large-integer.ts';
import { parameterFileSchema, parseParameter } from './parameter-file.ts';
import type { LambdaDefinition, LambdaTest } from './lambda.ts';

const closed = { additionalProperties: false } as const;
const rows = Type.Array(Type.Record(Type.String(), Type.Unknown()), { title: 'a list of rows' });

const testSchema = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    fixtures: Type.Optional(
      Type.Record(Type.String({ minLength: 1 }), rows, {
        description: 'Documents after the transformation, by collection.',
      }),
    ),
    arguments: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    expect: rows,
    now: Type.Optional(Type.String({ minLength: 1, description: 'Pins the clock, such as 2026-08-17T12:00:00Z.' })),
  },
  closed,
);

/** The schema of lambdas/<name>.yaml. */
export const lambdaFileSchema = Type.Object(
  {
    description: Type.Optional(Type.String()),
    parameters: Type.Optional(
      Type.Record(Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]{0,99}$' }), parameterFileSchema, {
        title: 'letters, digits and _, a letter or _ first',
      }),
    ),
    sql: Type.Optional(Type.String({ minLength: 1, description: 'One SELECT with :name parameters.' })),
    sql_path: Type.Optional(
      Type.String({ minLength: 1, description: 'A .sql file, relative to this one, instead of `sql`.' }),
    ),
    limits: Type.Optional(
      Type.Object(
        {
          timeout: Type.Optional(durationSchema),
          rows: Type.Optional(
            Type.Integer({ minimum: 1, description: 'More rows are an error, never a short answer.' }),
          ),
          scan_rows: Type.Optional(
            Type.Integer({ minimum: 1, description: 'Rows that may be read from Elasticsearch for one call.' }),
          ),
          scan_bytes: Type.Optional(byteSizeSchema),
        },
        closed,
      ),
    ),
    cache: Type.Optional(Type.Object({ max_age: durationSchema }, closed)),
    tests: Type.Optional(Type.Array(testSchema)),
  },
  closed,
);

type LambdaFile = Static<typeof lambdaFileSchema>;

export interface LambdaFileContext {
  readonly workspace: string;
  readonly name: string;
  /** Reads the file that `sql_path` names, relative to the lambda's own file; the name is as errors should show it. */
  readSql(path: string): { readonly file: string; readonly text: string } | { readonly problem: string };
}

export type ParsedLambda =
  | { readonly kind: 'definition'; readonly definition: LambdaDefinition }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

/** The definition in a lambdas/*.yaml, or everything that is wrong with it that can be seen without the collections. */
export function parseLambda(document: YamlDocument, context: LambdaFileContext): ParsedLambda {
  const shape = checkValue(lambdaFileSchema, document.value, document);
  if (shape.length > 0) return { kind: 'problems', problems: shape };
  const file = document.value as LambdaFile;
  const problems: Problem[] = [];
  const report = reportTo(problems, document);

  const sql = readSqlOf(file, document, context, report);
  const parameters = Object.entries(file.parameters ?? {}).flatMap(([name, one]) => {
    return (
      parseParameter(name, one, (path, message, hint) => report(['parameters', name, ...path], message, hint)) ?? []
    );
  });
  checkCase(Object.keys(file.parameters ?? {}), report);
  const tests = (file.tests ?? []).map((test, index) => readTest(test, index, file, report));
  const limits = readLimits(file.limits, report);
  const maxAge = file.cache === undefined ? undefined : parseDuration(file.cache.max_age)!;
  if (problems.length > 0 || sql === undefined) return { kind: 'problems', problems };

  const definition: LambdaDefinition = {
    workspace: context.workspace,
    name: context.name,
    sql: sql.text,
    ...(file.description === undefined ? {} : { description: file.description }),
    parameters,
    ...(limits === undefined ? {} : { limits }),
    ...(maxAge === undefined || maxAge === 0 ? {} : { cacheMaxAgeMs: maxAge }),
    tests,
    file: document.file,
    sqlPlace: sql.place,
  };
  return { kind: 'definition', definition };
}

function readSqlOf(file: LambdaFile, document: YamlDocument, context: LambdaFileContext, report: Report) {
  if (file.sql !== undefined && file.sql_path !== undefined) {
    report(['sql_path'], 'a lambda has `sql` or `sql_path`, not both.');
    return undefined;
  }
  if (file.sql !== undefined) {
    const place = document.textPlaceAt(['sql'])!;
    if (place.folded)
      report(['sql'], 'lines of SQL must not be joined: a -- comment would swallow what follows.', 'Write `sql: |`.');
    return { text: file.sql, place: { file: document.file, line: place.line, column: place.column } };
  }
  if (file.sql_path === undefined) {
    report([], 'the file needs "sql" (or "sql_path"): one SELECT.');
    return undefined;
  }
  const read = context.readSql(file.sql_path);
  if ('problem' in read) {
    report(['sql_path'], read.problem);
    return undefined;
  }
  return { text: read.text, place: { file: read.file, line: 1, column: 1 } };
}

function readLimits(file: LambdaFile['limits'], report: Report): LambdaDefinition['limits'] {
  if (file === undefined || Object.keys(file).length === 0) return undefined;
  const timeoutMs = file.timeout === undefined ? undefined : parseDuration(file.timeout)!;
  if (timeoutMs === 0) report(['limits', 'timeout'], 'the timeout must be longer than nothing.');
  return {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(file.rows === undefined ? {} : { rows: file.rows }),
    ...(file.scan_rows === undefined ? {} : { scanRows: file.scan_rows }),
    ...(file.scan_bytes === undefined ? {} : { scanBytes: parseByteSize(String(file.scan_bytes))! }),
  };
}

/** DuckDB's names ignore case, so `:Limit` and `:limit` would be one parameter there and two here. */
function checkCase(names: readonly string[], report: Report): void {
  for (const { name, earlier } of caseTwins(names))
    report(
      ['parameters', name],
      `the parameters ${JSON.stringify(earlier)} and ${JSON.stringify(name)} differ only in case.`,
    );
}

function readTest(test: Static<typeof testSchema>, index: number, file: LambdaFile, report: Report): LambdaTest {
  const path = ['tests', index];
  if ((file.tests ?? []).findIndex((other) => other.name === test.name) < index) {
    report([...path, 'name'], `two tests are called ${JSON.stringify(test.name)}.`);
  }
  if (test.now !== undefined && parseTimestamptz(test.now) === undefined) {
    report([...path, 'now'], `now must be a time such as 2026-08-17T12:00:00Z, not ${JSON.stringify(test.now)}.`);
  }
  for (const key of ['fixtures', 'arguments', 'expect'] as const) {
    const large = findLargeInteger(test[key], [...path, key]);
    if (large !== undefined)
      report(
        large.path,
        `${large.digits} has more digits than a number here can keep.`,
        `Write it as text: "${large.digits}".`,
      );
  }
  return {
    name: test.name,
    fixtures: (test.fixtures ?? {}) as Readonly<Record<string, readonly Json[]>>,
    arguments: (test.arguments ?? {}) as Readonly<Record<string, Json>>,
    expect: test.expect as readonly Json[],
    ...(test.now === undefined ? {} : { now: test.now }),
  };
}
