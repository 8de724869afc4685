import type { DuckDBConnection } from '@duckdb/node-api';
import { macroSchema } from '../sql/function-macros.ts';
import { defaultWorkspace } from '../base/name.ts';

/**
 * Prepares a connection for the text of others: unqualified names mean the default workspace, then Rockset's functions; errors come as data;
 * no setting can be changed any more. External access is a setting of the instance, see `database.ts`.
 */
export async function lockDown(connection: DuckDBConnection): Promise<void> {
  await connection.run(`SET search_path = '${defaultWorkspace},${macroSchema}'`);
  await connection.run('SET errors_as_json = true');
  await connection.run('SET lock_configuration = true');
}
