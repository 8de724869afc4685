import { describe, expect, it } from 'vitest';
import { aliasOf, generationOf, indexOf } from './index-names.ts';

describe('aliasOf', () => {
  it.each([
    ['commons', 'users', 'rockpool-commons.users'],
    ['team-1.sub', 'a-b_c', 'rockpool-team-1.sub.a-b_c'],
    ['commons', 'userAges', 'rockpool-commons.user~ages'],
    ['Commons', 'USERS', 'rockpool-~commons.~u~s~e~r~s'],
  ])('of %s and %s is in lower case, and tells all names apart', (workspace, name, alias) => {
    expect(aliasOf('rockpool', { workspace, name })).toBe(alias);
  });

  it('refuses a name that is too long for Elasticsearch', () => {
    expect(() => aliasOf('rockpool', { workspace: 'w', name: 'A'.repeat(100) })).not.toThrow();
    expect(() => aliasOf('rockpool', { workspace: 'W'.repeat(100), name: 'A'.repeat(100) })).toThrow(
      expect.objectContaining({ code: 'NAME_INVALID' }),
    );
  });
});

describe('generationOf', () => {
  it('reads what indexOf has written, and nothing else', () => {
    expect(indexOf('p-w.c', 12)).toBe('p-w.c-000012');
    expect(generationOf('p-w.c', 'p-w.c-000012')).toBe(12);
    expect(generationOf('p-w.c', 'p-w.c-x-000012')).toBeUndefined();
    expect(generationOf('p-w.c', 'p-w.cc-000012')).toBeUndefined();
    expect(generationOf('p-w.c', 'p-w.c')).toBeUndefined();
  });
});
