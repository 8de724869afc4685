import type { App } from '../app/app.ts';
import { takenOperations } from '../app/taken-operations.ts';
import { RockpoolError } from '../base/error.ts';
import type { QualifiedName } from '../base/name.ts';

/** Throws DEPLOY_INVALID when a lambda would have the OpenAPI operation of another one, which generated clients could not tell apart. */
export async function assertOwnOperations(app: App, wanted: readonly QualifiedName[]): Promise<void> {
  const [taken] = takenOperations(await app.lambdas.list(), wanted);
  if (taken !== undefined) throw new RockpoolError('DEPLOY_INVALID', taken.message, { hint: taken.hint });
}
