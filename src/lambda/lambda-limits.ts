import type { QueryLimits } from '../query/query-service.ts';
import type { LambdaContent } from './lambda.ts';

/** The limits of a lambda, with the defaults for those that it does not name. */
export function limitsOf({ limits }: Pick<LambdaContent, 'limits'>, defaults: QueryLimits): QueryLimits {
  const scan = defaults.scan;
  return {
    timeoutMs: limits?.timeoutMs ?? defaults.timeoutMs,
    rows: limits?.rows ?? defaults.rows,
    ...(scan === undefined
      ? {}
      : { scan: { rows: limits?.scanRows ?? scan.rows, bytes: limits?.scanBytes ?? scan.bytes } }),
  };
}
