import { describe, expect, it } from 'vitest';
import { useCompiler } from '../../test/unit/duckdb/open-compiler.ts';

const { compile, declare, failure } = useCompiler();

describe('mistakes', () => {
  it('names an unknown function in the words of Rockset', async () => {
    const { code, message, details } = await failure('SELECT COUT(*) FROM users');

    expect({ code, message, details }).toEqual({
      code: 'SQL_BIND',
      message: 'Function `COUT` not found.',
      details: {
        errorId: 'function_not_found',
        hint: 'Did you mean "cot"?',
        place: { line: 1, column: 8, snippet: 'SELECT COUT(*) FROM users\n       ^' },
      },
    });
  });

  it('shows the place in the text of the author, after parameters and wide characters', async () => {
    const { code, message, hint, details } = await failure(
      "SELECT :a, 'é😀', `name`,\n  nmae FROM users WHERE name IN (:b)",
      { b: 'VARCHAR[]' },
    );

    expect({ code, message, hint, place: details.place }).toEqual({
      code: 'SQL_BIND',
      message: 'Column "nmae" not found.',
      hint: 'Did you mean "Name"?',
      place: { line: 2, column: 3, snippet: '  nmae FROM users WHERE name IN (:b)\n  ^' },
    });
  });

  it('shows the place behind a parameter in a table function', async () => {
    const { details } = await failure('SELECT nmae FROM users, range(:limit) WHERE :limit = 1', { limit: 'BIGINT' });

    expect(details.place).toMatchObject({ line: 1, column: 8 });
  });

  it.each([
    ['SELECT FROM', 'SQL_SYNTAX', 1, 12],
    ['SELCT 1', 'SQL_SYNTAX', 1, 1],
    ['SELECT name,\n  FROM users WHERE WHERE', 'SQL_SYNTAX', 2, 20],
    ["SELECT 'open", 'SQL_SYNTAX', 1, 8],
    ['SELECT upper(age, 2) FROM users', 'SQL_BIND', 1, 8],
    ['SELECT * FROM user', 'COLLECTION_NOT_FOUND', 1, 15],
    ['SELECT sum(sum(age)) FROM users', 'SQL_BIND', 1, 12],
    ["SELECT\n\tcurrent_setting('x')", 'SQL_NOT_ALLOWED', 2, 2],
    ['SELECT x.name FROM users u', 'SQL_BIND', 1, 8],
  ])('shows where %j is wrong', async (text, code, line, column) => {
    const error = await failure(text);

    expect({ code: error.code, line: error.details.place?.line, column: error.details.place?.column }).toEqual({
      code,
      line,
      column,
    });
  });

  it('judges long and deep statements, or says that they are too large', async () => {
    const ids = (count: number): string => Array.from({ length: count }, (_, index) => index).join(',');
    const deep = (open: string, count: number): string => `SELECT ${open.repeat(count)}1${')'.repeat(count)} AS x`;

    await expect(compile(`SELECT name FROM users WHERE age IN (${ids(5000)})`)).resolves.toBeDefined();
    await expect(compile(deep('abs(', 50))).resolves.toBeDefined();
    expect(await failure(deep('abs(', 900))).toMatchObject({
      message: 'Expressions are nested too deeply, or a chain of operators is too long.',
    });
    expect(await failure(`SELECT name FROM users WHERE age IN (${ids(140_000)})`)).toMatchObject({
      code: 'LIMIT_MEMORY',
      message: 'The statement is too large to be checked.',
    });
    await expect(compile(deep('(', 5000))).resolves.toBeDefined();
  });

  it('calls bounded functions by their bare names only', async () => {
    await expect(compile("SELECT repeat(name, 2), lpad(name, 3, '0'), range(2) FROM users")).resolves.toBeDefined();
    for (const call of ["main.repeat('x', 2)", "system.main.lpad('x', 2, 'y')", 'name.repeat(2)', 'main.range(3)']) {
      expect(await failure(`SELECT ${call} FROM users`)).toMatchObject({ code: 'SQL_NOT_ALLOWED' });
    }
  });

  it('suggests a collection', async () => {
    expect((await failure('SELECT * FROM user')).hint).toBe('Did you mean "users"?');
  });

  it('refuses workspaces that DuckDB needs and collections that differ only in case', async () => {
    await expect(declare('main', 'x', 'a INT')).rejects.toMatchObject({ code: 'NAME_INVALID' });
    await expect(declare('Information_Schema', 'x', 'a INT')).rejects.toMatchObject({ code: 'NAME_INVALID' });
    await expect(declare('commons', 'Users', 'a INT')).rejects.toMatchObject({ code: 'NAME_INVALID' });
  });
});
