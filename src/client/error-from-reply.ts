import { errorCodes, type ErrorCodeName } from '../base/error-codes.ts';
import { RockpoolError, type ErrorDetails, type Place, type Problem } from '../base/error.ts';
import { isJsonObject } from '../base/json.ts';

/** The error a server sent, as it was there: code, message, hint, place and the problems of files. */
export function errorFromReply(address: string, reply: Response, body: string): RockpoolError {
  const sent = parseObject(body);
  if (sent === undefined || typeof sent['message'] !== 'string') {
    const message = `What answers at ${address} is no Rockpool server: status ${reply.status} without a message.`;
    return new RockpoolError('SERVER_UNREACHABLE', message);
  }
  const retryAfter = Number(reply.headers.get('retry-after') ?? Number.NaN);
  const details: ErrorDetails = {
    place: place(sent),
    ...(typeof sent['hint'] === 'string' ? { hint: sent['hint'] } : {}),
    ...(typeof sent['query_id'] === 'string' ? { queryId: sent['query_id'] } : {}),
    ...(typeof sent['error_id'] === 'string' ? { errorId: sent['error_id'] } : {}),
    ...(Array.isArray(sent['problems']) ? { problems: sent['problems'].filter(isProblem) } : {}),
    ...(Number.isFinite(retryAfter) ? { retryAfterSeconds: retryAfter } : {}),
  };
  return new RockpoolError(knownCode(sent['code'], reply.status), sent['message'], details);
}

/** A newer server may send a code that this client has not heard of; then the status decides. */
function knownCode(code: unknown, status: number): ErrorCodeName {
  if (typeof code === 'string' && Object.hasOwn(errorCodes, code)) return code as ErrorCodeName;
  const byStatus: Readonly<Record<number, ErrorCodeName>> = {
    401: 'KEY_INVALID',
    403: 'ACCESS_DENIED',
    404: 'ROUTE_NOT_FOUND',
    405: 'METHOD_NOT_ALLOWED',
    408: 'QUERY_TIMEOUT',
    409: 'DEPLOY_CONFLICT',
    413: 'REQUEST_TOO_LARGE',
    429: 'RATE_LIMIT',
    501: 'NOT_IMPLEMENTED',
    503: 'SERVER_STOPPING',
  };
  return byStatus[status] ?? (status >= 500 ? 'INTERNAL' : 'REQUEST_INVALID');
}

function place(sent: Readonly<Record<string, unknown>>): Place {
  return {
    ...(typeof sent['file'] === 'string' ? { file: sent['file'] } : {}),
    ...(typeof sent['line'] === 'number' ? { line: sent['line'] } : {}),
    ...(typeof sent['column'] === 'number' ? { column: sent['column'] } : {}),
    ...(typeof sent['snippet'] === 'string' ? { snippet: sent['snippet'] } : {}),
  };
}

function isProblem(value: unknown): value is Problem {
  return isJsonObject(value) && typeof value['message'] === 'string';
}

function parseObject(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
