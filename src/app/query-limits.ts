import type { Config } from '../config/config.ts';
import type { QueryLimits } from '../query/query-service.ts';

/** The limits of a query that names none of its own. */
export function queryLimits({ query }: Pick<Config, 'query'>): QueryLimits {
  const { timeoutMs, rows, scanRows, scanBytes } = query;
  return { timeoutMs, rows, scan: { rows: scanRows, bytes: scanBytes } };
}
