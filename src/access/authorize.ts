import { RockpoolError } from '../base/error.ts';
import { parseQualified } from '../base/name.ts';
import type { ApiKey, Scope, Wish } from './api-key.ts';

/** Throws ACCESS_DENIED naming what the key lacks; nothing about the key itself. */
export function authorize(key: ApiKey, wish: Wish): void {
  const lack = lacking(key.scope, wish);
  if (lack !== undefined)
    throw new RockpoolError('ACCESS_DENIED', `The key ${JSON.stringify(key.name)} may not ${lack}.`);
}

function lacking(scope: Scope, wish: Wish): string | undefined {
  if (scope.actions.includes('admin')) return undefined;
  if (!scope.actions.includes(wish.action)) return wish.action === 'admin' ? 'administer this server' : wish.action;
  if (wish.action === 'admin') return undefined;
  if (scope.workspaces !== undefined && !scope.workspaces.some((one) => covers(one, wish.workspace))) {
    return `${wish.action} in the workspace ${JSON.stringify(wish.workspace)}`;
  }
  if (wish.action !== 'execute') return undefined;
  const path = `${wish.workspace}.${wish.lambda}`;
  if (scope.lambdas !== undefined && !scope.lambdas.some((one) => isSame(one, wish)))
    return `execute the lambda ${path}`;
  if (scope.tags !== undefined && (wish.tag === undefined || !scope.tags.includes(wish.tag))) {
    return wish.tag === undefined
      ? `execute versions of ${path}: it is limited to tags`
      : `execute the tag ${JSON.stringify(wish.tag)} of ${path}`;
  }
  return undefined;
}

/** A workspace covers those nested in it: `shop` covers `shop.eu`. */
const covers = (granted: string, wanted: string): boolean => wanted === granted || wanted.startsWith(`${granted}.`);

function isSame(granted: string, wish: { readonly workspace: string; readonly lambda: string }): boolean {
  // A bare name is meant in every workspace that the key may enter.
  if (!granted.includes('.')) return granted === wish.lambda;
  const { workspace, name } = parseQualified(granted);
  return workspace === wish.workspace && name === wish.lambda;
}
