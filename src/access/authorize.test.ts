import { describe, expect, it } from 'vitest';
import { RockpoolError } from '../base/error.ts';
import type { ApiKey, Scope, Wish } from './api-key.ts';
import { authorize } from './authorize.ts';

const keyWith = (scope: Scope): ApiKey => ({
  name: 'k',
  prefix: 'abcdef',
  scope,
  createdAtMs: 0,
  createdBy: 'me',
  state: 'ACTIVE',
});

const answer = (scope: Scope, wish: Wish): string => {
  try {
    authorize(keyWith(scope), wish);
    return 'yes';
  } catch (error) {
    return error instanceof RockpoolError && error.code === 'ACCESS_DENIED' ? error.message : String(error);
  }
};

const execute = (lambda: string, tag?: string, workspace = 'commons'): Wish => ({
  action: 'execute',
  workspace,
  lambda,
  ...(tag === undefined ? {} : { tag }),
});

describe('a key', () => {
  it.each<[Scope, Wish, string]>([
    [{ actions: ['admin'] }, { action: 'admin' }, 'yes'],
    [{ actions: ['admin'] }, { action: 'deploy', workspace: 'any' }, 'yes'],
    [{ actions: ['admin'], workspaces: ['a'] }, { action: 'read', workspace: 'b' }, 'yes'],
    [{ actions: ['execute'] }, execute('l', 'latest'), 'yes'],
    [{ actions: ['execute'] }, execute('l'), 'yes'],
    [{ actions: ['execute'] }, { action: 'read', workspace: 'commons' }, 'The key "k" may not read.'],
    [
      { actions: ['read', 'write', 'deploy', 'execute'] },
      { action: 'admin' },
      'The key "k" may not administer this server.',
    ],
    [{ actions: ['read'], workspaces: ['shop'] }, { action: 'read', workspace: 'shop' }, 'yes'],
    [{ actions: ['read'], workspaces: ['shop'] }, { action: 'read', workspace: 'shop.eu' }, 'yes'],
    [
      { actions: ['read'], workspaces: ['shop'] },
      { action: 'read', workspace: 'shopping' },
      'The key "k" may not read in the workspace "shopping".',
    ],
    [
      { actions: ['read'], workspaces: [] },
      { action: 'read', workspace: 'shop' },
      'The key "k" may not read in the workspace "shop".',
    ],
    [{ actions: ['execute'], lambdas: ['l'] }, execute('l'), 'yes'],
    [{ actions: ['execute'], lambdas: ['l'] }, execute('l', 'latest', 'other'), 'yes'],
    [{ actions: ['execute'], lambdas: ['commons.l'] }, execute('l'), 'yes'],
    [
      { actions: ['execute'], lambdas: ['commons.l'] },
      execute('l', 'latest', 'other'),
      'The key "k" may not execute the lambda other.l.',
    ],
    [{ actions: ['execute'], lambdas: ['l'] }, execute('L'), 'The key "k" may not execute the lambda commons.L.'],
    [{ actions: ['execute'], tags: ['production'] }, execute('l', 'production'), 'yes'],
    [
      { actions: ['execute'], tags: ['production'] },
      execute('l', 'latest'),
      'The key "k" may not execute the tag "latest" of commons.l.',
    ],
    [
      { actions: ['execute'], tags: ['production'] },
      execute('l'),
      'The key "k" may not execute versions of commons.l: it is limited to tags.',
    ],
    [{ actions: ['write'], workspaces: ['a'] }, { action: 'deploy', workspace: 'a' }, 'The key "k" may not deploy.'],
  ])('with the scope %j, wishing %j, hears: %s', (scope, wish, expected) => {
    expect(answer(scope, wish)).toBe(expected);
  });
});
