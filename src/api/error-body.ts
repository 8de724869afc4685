import { Type, type Static } from 'typebox';
import { named, nullable } from './schema-parts.ts';

const text = nullable(Type.String());
const place = nullable(Type.Integer());

/** One of several mistakes, where a person corrects files. */
export const problem = named('Problem', {
  code: Type.String(),
  message: Type.String(),
  hint: Type.Optional(Type.String()),
  file: Type.Optional(Type.String()),
  line: Type.Optional(Type.Integer()),
  column: Type.Optional(Type.Integer()),
  snippet: Type.Optional(Type.String()),
});

/** Every error. Rockset's keys are always there; `code` and `hint` are ours. */
export const errorBody = named('Error', {
  message: Type.String({ description: 'Written for the person who reads it' }),
  message_key: text,
  type: Type.String({ description: "Rockset's word for this kind of error" }),
  line: place,
  column: place,
  trace_id: Type.String({ description: 'Also in the log of the server' }),
  error_id: Type.String(),
  query_id: text,
  internal_errors: Type.Null(),
  virtual_instance_rrn: Type.Null(),
  code: Type.String({ description: 'Stable; documented in docs/errors.md' }),
  hint: Type.String({ description: 'What to do' }),
  snippet: Type.Optional(Type.String({ description: 'The line of the SQL with a caret below the place' })),
  problems: Type.Optional(Type.Array(problem)),
});
export type ErrorBody = Static<typeof errorBody>;
