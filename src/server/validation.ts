import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { FastifyInstance } from 'fastify';
import { RockpoolError } from '../base/error.ts';

// A query string has only texts; in a body "5" is not a number, and null must stay null.
const options = { strict: false, allErrors: false, validateFormats: false } as const;
const bodies = new Ajv(options);
const queries = new Ajv({ ...options, coerceTypes: true });

/** Checks requests against their contracts; each schema is compiled when it is first needed, so that the server starts fast. */
export function validateRequests(server: FastifyInstance): void {
  server.setValidatorCompiler(({ schema, httpPart }) => {
    let compiled: ValidateFunction | undefined;
    return (data: unknown) => {
      compiled ??= (httpPart === 'body' ? bodies : queries).compile(schema as object);
      if (compiled(data)) return { value: data };
      return { error: requestError(httpPart ?? 'request', compiled.errors?.[0], data) };
    };
  });
}

const partNames: Readonly<Record<string, string>> = {
  body: 'the body',
  querystring: 'the query string',
  params: 'the path',
};

function requestError(part: string, error: ErrorObject | undefined, data: unknown): RockpoolError {
  const where = partNames[part] ?? part;
  if (part === 'body' && (data === undefined || data === null)) {
    return new RockpoolError('REQUEST_INVALID', 'The request needs a JSON object as its body, and came without one.');
  }
  const path = (error?.instancePath ?? '').slice(1).replaceAll('/', '.');
  const what = path === '' ? where : `"${path}" in ${where}`;
  const expected =
    error?.keyword === 'enum' ? `must be one of ${JSON.stringify(error.params['allowedValues'])}` : error?.message;
  return new RockpoolError('REQUEST_INVALID', `The request is not valid: ${what} ${expected ?? 'is wrong'}.`);
}
