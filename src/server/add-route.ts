import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiKey } from '../access/api-key.ts';
import type { BodyOf, Contract, ParamsOf, QueryOf, ReplyOf } from '../api/contract.ts';
import type { App } from '../app/app.ts';
import { requireKey } from './plugins/authenticate.ts';

/** What routes are made of. */
export interface House {
  readonly server: FastifyInstance;
  readonly app: App;
}

export interface Call<C extends Contract> {
  readonly params: ParamsOf<C>;
  readonly query: QueryOf<C>;
  readonly body: BodyOf<C>;
  /** Of the caller; on a path that needs no key, null stands in its place and must not be asked for. */
  readonly key: ApiKey;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Registers what a contract says; the handler returns the reply's body, or the reply itself when it has sent it. */
export function addRoute<C extends Contract>(
  { server, app }: House,
  contract: C,
  handle: (call: Call<C>) => Promise<ReplyOf<C> | FastifyReply>,
): void {
  server.route({
    method: contract.method,
    url: contract.url,
    schema: {
      ...(contract.params === undefined ? {} : { params: contract.params }),
      ...(contract.query === undefined ? {} : { querystring: contract.query }),
      ...(contract.body === undefined ? {} : { body: contract.body }),
    },
    ...(contract.key === false ? {} : { onRequest: requireKey(app.keys) }),
    ...(contract.bodyOptional === true ? { preValidation: emptyBodyAsObject } : {}),
    handler: async (request, reply) => {
      const { params, query, body, apiKey } = request;
      // The validation that fastify ran is what makes these the types of the contract.
      const answer = await handle({ params, query, body, key: apiKey, request, reply } as Call<C>);
      // A reply is awaitable, so a handler that returns it gives undefined here, after it was sent.
      return reply.sent ? reply : sendJson(reply, answer);
    },
  });
}

function sendJson(reply: FastifyReply, body: unknown): FastifyReply {
  return reply.type('application/json; charset=utf-8').header('cache-control', 'no-store').send(JSON.stringify(body));
}

/** Python's client executes with a JSON content type and no body at all. */
async function emptyBodyAsObject(request: FastifyRequest): Promise<void> {
  request.body ??= {};
}
