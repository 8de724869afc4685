import type { App } from '../app/app.ts';
import { RockpoolError } from '../base/error.ts';
import { printQualified, type QualifiedName } from '../base/name.ts';
import { findCollision } from '../openapi/operation-id.ts';

/** Throws DEPLOY_INVALID when a lambda would have the OpenAPI operation of another one, which generated clients could not tell apart. */
export async function assertOwnOperations(app: App, wanted: readonly QualifiedName[]): Promise<void> {
  const existing = (await app.lambdas.list()).map(({ workspace, name }) => ({ workspace, name }));
  const known = new Set(existing.map(printQualified));
  const added = wanted.filter((lambda) => !known.has(printQualified(lambda)));
  if (added.length === 0) return;
  const collision = findCollision([...existing, ...added]);
  if (collision === undefined || known.has(printQualified(collision.lambda))) return;
  const message = `The lambda ${printQualified(collision.lambda)} would have the OpenAPI operation ${collision.id}, which is taken: ${collision.with}.`;
  throw new RockpoolError('DEPLOY_INVALID', message, { hint: 'Give it another name.' });
}
