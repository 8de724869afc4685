import type { JsonObject } from '../base/json.ts';

const error: JsonObject = { $ref: '#/components/responses/Error' };

/** Of every operation: what went wrong always has the same shape. */
export const errorReplies: JsonObject = {
  '400': error,
  '401': error,
  '403': error,
  '404': error,
  '408': error,
  '429': error,
  default: error,
};

export const jsonReply = (description: string, schema: JsonObject): JsonObject => ({
  description,
  content: { 'application/json': { schema } },
});

export const errorResponse: JsonObject = jsonReply('What went wrong, and what to do', {
  $ref: '#/components/schemas/Error',
});

/** Only JSON is described: with a second media type a generated client could no longer tell the type of the rows. */
export const rowsReply = (schema: JsonObject): JsonObject =>
  jsonReply('The rows; also as application/x-ndjson and text/csv, when Accept asks for them', schema);
