import { allContracts } from '../api/all-contracts.ts';
import { printQualified, type QualifiedName } from '../base/name.ts';

/** `commons_recommendation` for `commons.recommendation`: stable, since generated clients and Retool find the operation by it. */
export function operationId(lambda: QualifiedName): string {
  return printQualified(lambda).replace(/[^A-Za-z0-9]/g, '_');
}

/** Of the GET operation. */
export const rowsOperationId = (lambda: QualifiedName): string => `${operationId(lambda)}_rows`;

/**
 * The first two lambdas, or the lambda and the platform's own operation, that would have one operation id; undefined when there is none.
 * Whoever deploys refuses it: otherwise one of the two would vanish from the document.
 */
export function findCollision(
  lambdas: readonly QualifiedName[],
): { readonly lambda: QualifiedName; readonly with: string; readonly id: string } | undefined {
  const taken = new Map(
    allContracts.map((contract) => [contract.operationId, `the operation ${contract.operationId} of the platform`]),
  );
  for (const lambda of lambdas) {
    const ids = [operationId(lambda), rowsOperationId(lambda)];
    for (const id of ids) {
      const owner = taken.get(id);
      if (owner !== undefined) return { lambda, with: owner, id };
    }
    ids.forEach((id) => taken.set(id, printQualified(lambda)));
  }
  return undefined;
}
