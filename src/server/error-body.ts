import type { ErrorBody } from '../api/error-body.ts';
import { RockpoolError } from '../base/error.ts';

/** Words that Rockset's clients know for what is missing. */
const messageKeys: Readonly<Record<string, string>> = {
  COLLECTION_NOT_FOUND: 'COLLECTION_DOES_NOT_EXIST',
  WORKSPACE_NOT_FOUND: 'WORKSPACE_NOT_FOUND',
};

/** The error as it goes out: Rockset's keys, always all of them, and ours. */
export function printErrorBody(error: RockpoolError, traceId: string): ErrorBody {
  const { place, problems, queryId, errorId } = error.details;
  return {
    message: error.message,
    message_key: messageKeys[error.code] ?? null,
    type: error.row.type,
    line: place?.line ?? null,
    column: place?.column ?? null,
    trace_id: traceId,
    error_id: errorId ?? '',
    query_id: queryId ?? null,
    internal_errors: null,
    virtual_instance_rrn: null,
    code: error.code,
    hint: error.hint,
    ...(place?.snippet === undefined ? {} : { snippet: place.snippet }),
    ...(problems === undefined ? {} : { problems: [...problems] }),
  };
}

/** Foreign errors as ours: fastify's by their code, everything else is a bug and tells the caller nothing but the trace id. */
export function toRockpoolError(error: unknown): RockpoolError {
  if (error instanceof RockpoolError) return error;
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new RockpoolError('REQUEST_TOO_LARGE', 'The body of the request is too large for this server.', {
      cause: error,
    });
  }
  if (code === 'FST_ERR_BAD_URL' || code === 'FST_ERR_MAX_PARAM_LENGTH' || error instanceof URIError) {
    return new RockpoolError(
      'REQUEST_INVALID',
      'The path of the request is not validly percent-encoded, or too long.',
      { cause: error },
    );
  }
  if (code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH') {
    return new RockpoolError('REQUEST_INVALID', 'The body of the request is not as long as its Content-Length says.', {
      cause: error,
    });
  }
  return new RockpoolError('INTERNAL', 'The server made a mistake.', { cause: error });
}
