import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ApiKey } from '../access/api-key.ts';
import type { App } from '../app/app.ts';
import { RockpoolError } from '../base/error.ts';
import type { QualifiedName } from '../base/name.ts';
import type { QueryResult } from '../query/query-service.ts';
import { argumentsOfQuery } from './call-arguments.ts';
import { signalOf } from './caller.ts';
import { authorizeExecution, fixedArgumentsOf, sendExecuted, type Execution } from './execution.ts';
import { parseCursor } from './replies/pagination.ts';
import { printPage } from './replies/page.ts';
import { mediaTypes, rowFormatOf, type RowFormat } from './replies/row-format.ts';
import { sendResult } from './replies/send-result.ts';
import { assertOwnQuery } from './own-query.ts';

interface RowsCall extends QualifiedName {
  readonly select: Execution['select'];
  readonly query: { readonly $limit?: number; readonly $cursor?: string };
  readonly key: ApiKey;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** From the ending of the path; it wins over Accept. */
  readonly format?: RowFormat;
}

const defaultPageRows = 1000;

/** GET …/rows: the arguments stand in the query string, our own options begin with `$`. `$cursor=` asks for the first page, a cursor for a further one. */
export async function sendRows(app: App, call: RowsCall): Promise<FastifyReply> {
  const { workspace, name, select, query, key, request, reply } = call;
  const format = call.format ?? rowFormatOf(request.headers.accept);
  authorizeExecution(app, key, { workspace, name }, select);
  const limit = query.$limit;
  if (query.$cursor !== undefined && query.$cursor !== '') return sendFurtherPage(app, call, query.$cursor, format);
  const unknown = Object.keys(request.query as object).find(
    (option) => option.startsWith('$') && option !== '$limit' && option !== '$cursor',
  );
  if (unknown !== undefined)
    throw new RockpoolError(
      'REQUEST_INVALID',
      `There is no option ${JSON.stringify(unknown)}; the options are $limit and $cursor.`,
    );
  const executed = await app.lambdas.execute({
    workspace,
    name,
    select,
    ...argumentsOfQuery(request.query as Readonly<Record<string, unknown>>),
    ...(query.$cursor === undefined
      ? limit === undefined
        ? {}
        : { defaultRowLimit: limit }
      : { pageRows: limit ?? defaultPageRows }),
    ...fixedArgumentsOf(key),
    signal: signalOf(reply),
    executedBy: key.name,
  });
  return sendExecuted(reply, executed, async (result) => {
    const cache = await cacheControl(app, result);
    if (cache !== undefined) void reply.header('cache-control', cache);
    return sendResult(reply, result, format, 'plain');
  });
}

async function sendFurtherPage(
  app: App,
  { key, query, reply }: RowsCall,
  text: string,
  format: RowFormat,
): Promise<FastifyReply> {
  const { queryId, cursor } = parseCursor(text);
  if (queryId === undefined) throw new RockpoolError('REQUEST_INVALID', '"$cursor" is no cursor of an earlier reply.');
  if (format !== 'json')
    throw new RockpoolError(
      'NOT_ACCEPTABLE',
      'Pages are sent as JSON; leave $cursor out to get all rows as NDJSON or CSV.',
    );
  assertOwnQuery(app, key, queryId);
  const page = app.queries.page(queryId, { cursor, ...(query.$limit === undefined ? {} : { rows: query.$limit }) });
  return reply.type(mediaTypes.json).header('cache-control', 'no-store').send(printPage(page, 'plain'));
}

/** `private`: the reply belongs to the key that asked. */
async function cacheControl(app: App, result: QueryResult): Promise<string | undefined> {
  const [path, version] = result.lambdaPath?.split('::') ?? [];
  if (path === undefined || version === undefined) return undefined;
  const dot = path.lastIndexOf('.');
  const { cacheMaxAgeMs } = await app.lambdas.version(
    { workspace: path.slice(0, dot), name: path.slice(dot + 1) },
    version,
  );
  return cacheMaxAgeMs === undefined ? undefined : `private, max-age=${Math.floor(cacheMaxAgeMs / 1000)}`;
}
