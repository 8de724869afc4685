import { printQualified, type QualifiedName } from '../base/name.ts';
import { findCollision } from '../openapi/operation-id.ts';

/** A lambda that cannot be deployed under its name, and why. */
export interface TakenOperation<T> {
  readonly lambda: T;
  readonly message: string;
  readonly hint: string;
}

/** Those of `wanted` that are new and would have the OpenAPI operation of another one, which generated clients could not tell apart. */
export function takenOperations<T extends QualifiedName>(
  existing: readonly QualifiedName[],
  wanted: readonly T[],
): readonly TakenOperation<T>[] {
  const known = new Set(existing.map(printQualified));
  const accepted = [...existing];
  const taken: TakenOperation<T>[] = [];
  for (const lambda of wanted) {
    if (known.has(printQualified(lambda))) continue;
    const collision = findCollision([...accepted, lambda]);
    if (collision === undefined || collision.lambda !== lambda) {
      accepted.push(lambda);
      continue;
    }
    const message = `The lambda ${printQualified(lambda)} would have the OpenAPI operation ${collision.id}, which is taken: ${collision.with}.`;
    taken.push({ lambda, message, hint: 'Give it another name.' });
  }
  return taken;
}
