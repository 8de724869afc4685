import type { FastifyReply } from 'fastify';
import { rowsEndings, tagRowsContract, versionRowsContract } from '../../api/rows.ts';
import { executeTagContract } from '../../api/tags.ts';
import { executeVersionContract } from '../../api/versions.ts';
import { addRoute, type House } from '../add-route.ts';
import { executeFromBody } from '../execution.ts';
import { sendRows } from '../rows.ts';
import type { RowFormat } from '../replies/row-format.ts';

/** Executing a lambda: POST with a body in either form, GET with the arguments in the query string. */
export function lambdaExecutionRoutes(house: House): void {
  const { app } = house;
  addRoute(house, executeTagContract, ({ params: { workspace, lambda, tag }, body, key, request, reply }) =>
    executeFromBody(app, { workspace, name: lambda, select: { tag }, key, wishes: body, request, reply }),
  );
  addRoute(house, executeVersionContract, ({ params: { workspace, lambda, version }, body, key, request, reply }) =>
    executeFromBody(app, { workspace, name: lambda, select: { version }, key, wishes: body, request, reply }),
  );
  for (const ending of rowsEndings) {
    const format: { format?: RowFormat } = ending === '' ? {} : { format: ending.slice(1) as RowFormat };
    addRoute(
      house,
      { ...tagRowsContract, url: `${tagRowsContract.url}${ending}` },
      ({ params, query, key, request, reply }): Promise<FastifyReply> => {
        const { workspace, lambda, tag } = params;
        return sendRows(app, { workspace, name: lambda, select: { tag }, query, key, request, reply, ...format });
      },
    );
    addRoute(
      house,
      { ...versionRowsContract, url: `${versionRowsContract.url}${ending}` },
      ({ params, query, key, request, reply }): Promise<FastifyReply> => {
        const { workspace, lambda, version } = params;
        return sendRows(app, { workspace, name: lambda, select: { version }, query, key, request, reply, ...format });
      },
    );
  }
}
