import type { ApiKey } from '../access/api-key.ts';
import type { App } from '../app/app.ts';
import { RockpoolError } from '../base/error.ts';

/**
 * Results may hold what another key must not see: only the key that ran a query, or an admin, learns of it.
 * Throws QUERY_NOT_FOUND, as if it did not exist, and QUERY_ELSEWHERE.
 */
export function assertOwnQuery(app: App, key: ApiKey, queryId: string): void {
  const { executedBy } = app.queries.status(queryId);
  if (executedBy === key.name || key.scope.actions.includes('admin')) return;
  throw new RockpoolError('QUERY_NOT_FOUND', `There is no query ${JSON.stringify(queryId)}.`);
}
