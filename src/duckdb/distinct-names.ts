import { RockpoolError } from '../base/error.ts';
import { printQualified, type QualifiedName } from '../base/name.ts';
import { macroSchema } from '../sql/function-macros.ts';

/** DuckDB has schemas or catalogs of these names. Lower case. */
const reservedWorkspaces = new Set([
  'main',
  'temp',
  'system',
  'memory',
  'information_schema',
  'pg_catalog',
  macroSchema,
]);

/**
 * Refuses a collection that DuckDB could not tell from something else, since it finds names in any case. Throws NAME_INVALID for a
 * workspace named like something of DuckDB's own, and for a workspace or collection that differs from a known one only in case.
 */
export function assertDistinct(name: QualifiedName, known: Iterable<QualifiedName>): void {
  const workspace = name.workspace.toLowerCase();
  if (reservedWorkspaces.has(workspace)) {
    throw new RockpoolError(
      'NAME_INVALID',
      `A workspace cannot be called ${JSON.stringify(name.workspace)}: the engine uses that name itself.`,
      {
        hint: 'Choose another name for the workspace.',
      },
    );
  }
  for (const other of known) {
    if (other.workspace.toLowerCase() !== workspace) continue;
    const isTwin = other.name !== name.name && other.name.toLowerCase() === name.name.toLowerCase();
    if (other.workspace === name.workspace && !isTwin) continue;
    const what = other.workspace === name.workspace ? 'collections' : 'workspaces of';
    throw new RockpoolError(
      'NAME_INVALID',
      `The ${what} ${printQualified(other)} and ${printQualified(name)} differ only in case, which SQL cannot tell apart.`,
      {
        hint: 'Use the same spelling, or a name that differs in more than case.',
      },
    );
  }
}
