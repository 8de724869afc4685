import { Type } from 'typebox';
import { basePath, type Contract } from './contract.ts';
import { anyJson, dataOf, named } from './schema-parts.ts';

/** The engine's plan of a lambda, or of SQL; one of `sql` and `lambda` must be given. */
export const explainContract = {
  method: 'POST',
  url: `${basePath}/explain`,
  operationId: 'explain',
  summary: 'Show how a lambda or a statement is executed',
  tag: 'Queries',
  body: named('ExplainRequest', {
    sql: Type.Optional(Type.String()),
    lambda: Type.Optional(
      Type.Object({
        workspace: Type.Optional(Type.String({ default: 'commons' })),
        name: Type.String(),
        tag: Type.Optional(Type.String({ description: '`latest` when neither tag nor version is given' })),
        version: Type.Optional(Type.String()),
      }),
    ),
    arguments: Type.Optional(Type.Record(Type.String(), anyJson)),
    analyze: Type.Optional(Type.Boolean({ description: 'Run it and measure' })),
  }),
  example: { sql: 'SELECT 1 AS one' },
  reply: dataOf(named('Explanation', { plan: Type.String() })),
} as const satisfies Contract;
