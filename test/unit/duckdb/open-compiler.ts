import { afterAll, beforeAll } from 'vitest';
import { RockpoolError } from '../../../src/base/error.ts';
import type { QualifiedName } from '../../../src/base/name.ts';
import { makeCompiler, type Compiler } from '../../../src/duckdb/compiler.ts';
import type { CompiledQuery } from '../../../src/query/query-engine.ts';
import { parseType } from '../../../src/schema/parse-type.ts';
import { makeStatement } from '../../../src/sql/make-statement.ts';

/** A compiler that knows `users`, `orders` and `my-shop.things`. */
export interface TestCompiler {
  /** Declares a collection with fields as in `name VARCHAR, n INT`. */
  readonly declare: (workspace: string, name: string, fields: string) => Promise<void>;
  readonly drop: (name: QualifiedName) => Promise<void>;
  readonly compile: (text: string, types?: Readonly<Record<string, string>>) => Promise<CompiledQuery>;
  /** Why the statement is refused. */
  readonly failure: (text: string, types?: Readonly<Record<string, string>>) => Promise<RockpoolError>;
}

/** Opens the compiler before the tests of a file and closes it after them. */
export function useCompiler(): TestCompiler {
  let compiler: Compiler;
  const declare: TestCompiler['declare'] = async (workspace, name, fields) => {
    const type = parseType(`STRUCT(${fields})`);
    if (type?.kind !== 'struct') throw new Error('test fields');
    await compiler.declare({ workspace, name, fields: type.fields, lookupFields: [] });
  };
  const compile: TestCompiler['compile'] = (text, types = {}) =>
    compiler.compile(makeStatement(text, new Map(Object.entries(types))));
  beforeAll(async () => {
    compiler = await makeCompiler();
    await declare(
      'commons',
      'users',
      '_id VARCHAR, _event_time TIMESTAMPTZ, Name VARCHAR, age BIGINT, tags VARCHAR[], "select" INT',
    );
    await declare(
      'commons',
      'orders',
      '_id VARCHAR, user_id VARCHAR, amount DOUBLE, items STRUCT(sku VARCHAR, n INT)[], doc JSON',
    );
    await declare('my-shop', 'things', '_id VARCHAR, n INT');
  });
  afterAll(() => compiler.close());

  return {
    declare,
    drop: (name) => compiler.drop(name),
    compile,
    async failure(text, types) {
      const error: unknown = await compile(text, types).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (!(error instanceof RockpoolError)) throw new Error(`expected a refusal of ${text}, got ${String(error)}`);
      return error;
    },
  };
}
