import { describe, expect, it } from 'vitest';
import type { QualifiedName } from '../base/name.ts';
import { assertDistinct } from './distinct-names.ts';

const commons = (name: string): QualifiedName => ({ workspace: 'commons', name });

describe('names of collections', () => {
  it.each(['main', 'Information_Schema', 'memory', 'rockset'])('cannot be in the workspace %s', (workspace) => {
    expect(() => assertDistinct({ workspace, name: 'users' }, [])).toThrow(
      `A workspace cannot be called ${JSON.stringify(workspace)}: the engine uses that name itself.`,
    );
  });

  it('differ in more than case, and so do their workspaces', () => {
    expect(() => assertDistinct(commons('Users'), [commons('users')])).toThrow(
      'The collections commons.users and commons.Users differ only in case, which SQL cannot tell apart.',
    );
    expect(() => assertDistinct({ workspace: 'Commons', name: 'orders' }, [commons('users')])).toThrow(
      'The workspaces of commons.users and Commons.orders differ only in case, which SQL cannot tell apart.',
    );
  });

  it('may be declared again, and be those of other workspaces', () => {
    const known = [commons('users'), { workspace: 'documents', name: 'x' }];

    expect(() => assertDistinct(commons('users'), known)).not.toThrow();
    expect(() => assertDistinct({ workspace: 'documents', name: 'Users' }, known)).not.toThrow();
  });
});
