import { queryLimits } from '../../app/query-limits.ts';
import { explainContract } from '../../api/explain.ts';
import { RockpoolError } from '../../base/error.ts';
import { defaultWorkspace } from '../../base/name.ts';
import { authorizeReading, bindStatement } from '../ad-hoc.ts';
import { addRoute, type House } from '../add-route.ts';
import { argumentsOfBody } from '../call-arguments.ts';
import { signalOf } from '../caller.ts';
import { fixedArgumentsOf } from '../execution.ts';
import { readExactBody } from '../json-body.ts';

/** Shows how a lambda or a statement is executed; whoever sees the plan sees the SQL, so it needs the right to read. */
export function explainRoutes(house: House): void {
  const { app } = house;
  addRoute(house, explainContract, async ({ body, key, request, reply }) => {
    const authorizeRead = authorizeReading(app, key);
    const given = { ...argumentsOfBody(readExactBody(request), undefined), form: 'plain' as const };
    const options = {
      limits: queryLimits(app.config),
      authorizeRead,
      signal: signalOf(reply),
      analyze: body.analyze ?? false,
    };
    if (body.sql !== undefined && body.lambda === undefined) {
      return { data: { plan: await app.queries.explain({ ...bindStatement(body.sql, given), ...options }) } };
    }
    if (body.lambda === undefined || body.sql !== undefined) {
      throw new RockpoolError('REQUEST_INVALID', 'The request is not valid: the body needs either "sql" or "lambda".');
    }
    const { workspace = defaultWorkspace, name, tag = 'latest', version } = body.lambda;
    app.keys.authorize(key, { action: 'read', workspace });
    const found =
      version === undefined
        ? (await app.lambdas.tag({ workspace, name }, tag)).version
        : await app.lambdas.version({ workspace, name }, version);
    const bound = bindStatement(found.sql, given, { parameters: found.parameters, ...fixedArgumentsOf(key) });
    return { data: { plan: await app.queries.explain({ ...bound, ...options }) } };
  });
}
