import { describe, expect, it } from 'vitest';
import type { LambdaContent } from './lambda.ts';
import { readRocksetParameters } from './rockset-parameters.ts';
import { contentText, versionId } from './version-id.ts';

const base: LambdaContent = { workspace: 'commons', name: 'x', sql: 'SELECT 1', parameters: [] };

describe('the id of a version', () => {
  // Ids that Rockset's service gave.
  it.each([
    [
      'acc',
      'ql_go',
      'SELECT 1',
      'created by terraform integration test run dev',
      [{ name: '', type: '', value: '' }],
      '2afd6f1e880fd53c',
    ],
    ['acc', 'ql_go', 'SELECT 1', 'created by terraform integration test run dev', [], '2afd6f1e880fd53c'],
    ['acc', 'ql_go', 'SELECT 2', undefined, [{ name: 'dummy', type: 'string', value: 'foo' }], '57bd9c621b1725f2'],
    ['commons', 'debug', 'SELECT 1\n-- ws: commons\n', 'basic lambda', [], '01c17bbb750e3ad6'],
  ])('of %s.%s %j is as it was', (workspace, name, sql, description, parameters, id) => {
    const content = {
      workspace,
      name,
      sql,
      parameters: readRocksetParameters(parameters),
      ...(description === undefined ? {} : { description }),
    };

    expect(versionId(content)).toBe(id);
  });

  it.each<[string, Partial<LambdaContent>]>([
    ['the workspace', { workspace: 'other' }],
    ['the name', { name: 'y' }],
    ['a line break at the end', { sql: 'SELECT 1\n' }],
    ['a description', { description: 'd' }],
    ['an empty description', { description: '' }],
    ['a parameter', { parameters: [{ name: 'a', type: 'int' }] }],
    ['limits', { limits: { rows: 5 } }],
    ['a cache', { cacheMaxAgeMs: 1000 }],
  ])('changes with %s', (_, change) => {
    expect(versionId({ ...base, ...change })).not.toBe(versionId(base));
  });

  it.each<[string, object]>([
    ['type', { type: 'int' }],
    ['default', { default: '' }],
    ['nullable default', { constraints: { nullable: true } }],
    ['constraint', { constraints: { pattern: 'x' } }],
    ['word for the type', { typeWord: 'varchar' }],
  ])('changes with the %s of a parameter', (_, change) => {
    const parameter = { name: 'a', type: 'string' } as const;

    expect(versionId({ ...base, parameters: [{ ...parameter, ...change }] })).not.toBe(
      versionId({ ...base, parameters: [parameter] }),
    );
  });

  it('does not change with the order of parameters, nor with how they are presented', () => {
    const [a, b] = [
      { name: 'a', type: 'int' },
      { name: 'b', type: 'string' },
    ] as const;

    expect(versionId({ ...base, parameters: [b, { ...a, description: 'd', example: 5 }] })).toBe(
      versionId({ ...base, parameters: [a, b] }),
    );
    expect(contentText({ ...base, parameters: [b, { ...a, description: 'd' }] })).toBe(
      contentText({ ...base, parameters: [a, b] }),
    );
  });

  it('can be one for two contents, whose texts differ', () => {
    const [a, b]: LambdaContent[] = [{ ...base, description: 'null' }, base];

    expect(versionId(a!)).toBe(versionId(b!));
    expect(contentText(a!)).not.toBe(contentText(b!));
  });
});
