import { RockpoolError } from '../base/error.ts';
import type { Statement } from '../sql/statement.ts';
import { authorPlace, statementError, thrownMistake } from './errors.ts';

/** DuckDB's error of a running statement as ours: SQL_EXECUTION, LIMIT_MEMORY, SQL_BIND with the place in the author's text. */
export function executionError(error: unknown, statement: Statement): unknown {
  const mistake = thrownMistake(error);
  if (mistake === undefined) return error;
  const place = authorPlace(statement, mistake.position);
  const details = { cause: error, ...(place === undefined ? {} : { place }) };
  switch (mistake.type) {
    case 'out of memory':
      return new RockpoolError('LIMIT_MEMORY', 'The query needs more memory than queries may have.', details);
    // The collections have changed since the statement was compiled.
    case 'binder':
    case 'catalog':
      return statementError(mistake, statement, error);
    case 'fatal':
      return new RockpoolError('STORE_UNAVAILABLE', mistake.message, details);
    case 'internal':
      return new RockpoolError('INTERNAL', mistake.message, details);
    default:
      return new RockpoolError('SQL_EXECUTION', mistake.message, details);
  }
}
