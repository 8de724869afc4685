import { Type } from 'typebox';
import { anyJson, named, nullable, optionalText } from './schema-parts.ts';

/** Rockset's form of an argument. Typed clients send three texts; Retool and people send any JSON as the value. */
export const queryParameter = named('QueryParameter', {
  name: Type.String(),
  type: optionalText,
  value: Type.Optional(anyJson),
});

const integer = Type.Optional(nullable(Type.Integer({ minimum: 0 })));

/** What an execution may wish besides its arguments; members that only the service needed are accepted and ignored. */
export const executionWishes = {
  default_row_limit: integer,
  async: Type.Optional(nullable(Type.Boolean())),
  async_options: Type.Optional(
    nullable(Type.Object({ client_timeout_ms: integer, timeout_ms: integer, max_initial_results: integer })),
  ),
  timeout_ms: integer,
  max_initial_results: integer,
  paginate: Type.Optional(nullable(Type.Boolean())),
  initial_paginate_response_doc_count: integer,
};

export const executeRequest = named('ExecuteRequest', {
  arguments: Type.Optional(Type.Record(Type.String(), anyJson, { description: 'Our form: plain values by name' })),
  parameters: Type.Optional(nullable(Type.Array(queryParameter, { description: "Rockset's form" }))),
  ...executionWishes,
});

export const queryRequest = named('QueryRequest', {
  sql: Type.Object({
    query: Type.String(),
    parameters: Type.Optional(nullable(Type.Array(queryParameter))),
    default_row_limit: integer,
    paginate: executionWishes.paginate,
    initial_paginate_response_doc_count: integer,
  }),
  arguments: Type.Optional(Type.Record(Type.String(), anyJson, { description: 'Our form: plain values by name' })),
  ...executionWishes,
});
