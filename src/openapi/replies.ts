import type { JsonObject } from '../base/json.ts';

const error: JsonObject = { $ref: '#/components/responses/Error' };

/** Of every operation: what went wrong always has the same shape. */
export const errorReplies: JsonObject = { '400': error, '401': error, '403': error, '404': error, '408': error, '429': error, default: error };

export const errorResponse: JsonObject = {
  description: 'What went wrong, and what to do',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
};

/** Rows as JSON with everything about them, or bare in one of two other formats. */
export function rowsReply(schema: JsonObject): JsonObject {
  return {
    description: 'The rows',
    content: {
      'application/json': { schema },
      'application/x-ndjson': { schema: { type: 'string', description: 'One JSON object per line' } },
      'text/csv': { schema: { type: 'string', description: 'A line of names, then one line per row' } },
    },
  };
}
