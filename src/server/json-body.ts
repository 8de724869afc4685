import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isSafeNumber, LosslessNumber, parse } from 'lossless-json';
import { RockpoolError } from '../base/error.ts';
import { NumberText, type ArgumentJson } from '../lambda/lambda-service.ts';

const bodyTexts = new WeakMap<FastifyRequest, string>();

/**
 * Reads every body as JSON, whatever its content type says (curl's default does not say JSON), and none as none. `request.body` has
 * ordinary numbers, for validation; `readExactBody` reads the same text again with all digits.
 */
export function readJsonBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  // Without this an empty or malformed content type is refused before any parser is asked, and so is the method QUERY without one.
  server.addHook('onRequest', (request, _reply, done) => {
    if (request.headers['content-type'] !== undefined || request.method === 'QUERY')
      request.headers['content-type'] = 'application/json';
    done();
  });
  server.addContentTypeParser('*', { parseAs: 'string' }, (request, text, done) => {
    const body = String(text);
    if (body.trim() === '') {
      done(null, undefined);
      return;
    }
    bodyTexts.set(request, body);
    try {
      done(null, JSON.parse(body));
    } catch (error) {
      done(notJson(body, error));
    }
  });
}

/** The body with its numbers as NumberText. Throws REQUEST_NOT_JSON when it is nested too deep to be read. */
export function readExactBody(request: FastifyRequest): ArgumentJson | undefined {
  const text = bodyTexts.get(request);
  if (text === undefined) return undefined;
  return readLossless(text, (digits) => new NumberText(digits)) as ArgumentJson;
}

/** The body with LosslessNumber where a double would lose digits, as ingest reads records. Throws REQUEST_NOT_JSON when it is nested too deep. */
export function readLosslessBody(request: FastifyRequest): unknown {
  const text = bodyTexts.get(request);
  return text === undefined ? undefined : readLossless(text, safeNumber);
}

const safeNumber = (digits: string): number | LosslessNumber =>
  isSafeNumber(digits, { approx: false }) ? Number(digits) : new LosslessNumber(digits);

function readLossless(text: string, number: (digits: string) => unknown): unknown {
  try {
    // Of two equal keys the last wins, as in JSON.parse.
    return parse(text, undefined, { parseNumber: number, onDuplicateKey: ({ newValue }) => newValue });
  } catch (cause) {
    throw new RockpoolError('REQUEST_NOT_JSON', 'The body of the request is nested too deep.', { cause });
  }
}

/** JSON.parse of this Node tells no position; the other reader does, and fails on the same texts. */
function notJson(text: string, cause: unknown): RockpoolError {
  const why = whyNotJson(text) ?? (cause instanceof Error ? cause.message : String(cause));
  const position = / at position (\d+)$/.exec(why)?.[1];
  const before = text.slice(0, position === undefined ? text.length : Number(position)).split('\n');
  const place = { line: before.length, column: before.at(-1)!.length + 1 };
  const reason = why.replace(/ at position \d+$/, '');
  const message = `The body of the request is not JSON: line ${place.line}, column ${place.column}: ${reason}.`;
  return new RockpoolError('REQUEST_NOT_JSON', message, { place, cause });
}

function whyNotJson(text: string): string | undefined {
  try {
    parse(text);
    return undefined;
  } catch (error) {
    return error instanceof SyntaxError ? error.message : undefined;
  }
}
