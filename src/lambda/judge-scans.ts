import { RockpoolError, type Problem } from '../base/error.ts';
import { printQualified } from '../base/name.ts';
import type { ScanJudgement } from '../query/query-engine.ts';
import type { QueryLimits, QueryService } from '../query/query-service.ts';
import { limitsOf } from './lambda-limits.ts';
import { lambdaStatement } from './lambda-statement.ts';
import type { LambdaContent } from './lambda.ts';

/**
 * How much of its collections a lambda reads for one call. Throws LIMIT_SCAN with a problem per scan that reads the whole of a collection which
 * has more documents than the lambda may read: every call would fail.
 */
export async function judgeScans(
  content: LambdaContent,
  { queries, defaults }: { readonly queries: Pick<QueryService, 'compile' | 'judge'>; readonly defaults: QueryLimits },
): Promise<readonly ScanJudgement[]> {
  const compiled = await queries.compile(lambdaStatement(content));
  const scans = await queries.judge(compiled);
  const most = limitsOf(content, defaults).scan?.rows ?? Infinity;
  const problems = scans
    .filter(({ verdict, documents = 0 }) => verdict === 'WHOLE' && documents > most)
    .map(({ collection, documents, stays }): Problem => ({
      code: 'LIMIT_SCAN',
      message: `it reads all ${documents} documents of ${printQualified(collection)} for each call, more than limits.scan_rows = ${most}.`,
      hint: [...stays, 'Filter by a field, or raise `limits.scan_rows`; `rockpool explain` shows what is read.'].join(
        ' ',
      ),
    }));
  if (problems.length > 0)
    throw new RockpoolError('LIMIT_SCAN', problems.map((one) => one.message).join('\n'), { problems });
  return scans;
}
