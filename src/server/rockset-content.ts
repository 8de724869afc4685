import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import type { lambdaSql } from '../api/versions.ts';
import type { QualifiedName } from '../base/name.ts';
import { isArgumentObject, isList } from '../lambda/argument-json.ts';
import type { ArgumentJson } from '../lambda/lambda-service.ts';
import type { LambdaContent } from '../lambda/lambda.ts';
import { readRocksetParameters } from '../lambda/rockset-parameters.ts';
import { readExactBody } from './json-body.ts';

/** The content of a lambda as Rockset's clients send it. Values of defaults stay verbatim, digits included, since they are hashed. */
export function readRocksetContent(
  name: QualifiedName,
  body: { readonly sql: Static<typeof lambdaSql>; readonly description?: unknown },
  request: FastifyRequest,
): LambdaContent {
  return {
    ...name,
    sql: body.sql.query,
    ...descriptionOf(body.description),
    parameters: readRocksetParameters(defaultParameters(readExactBody(request))),
  };
}

/** Old files have other JSON than text; its text counts. */
function descriptionOf(description: unknown): { readonly description?: string } {
  if (description === undefined || description === null) return {};
  return { description: typeof description === 'string' ? description : JSON.stringify(description) };
}

function defaultParameters(body: ArgumentJson | undefined) {
  const sql = member(body, 'sql');
  const list = member(sql, 'default_parameters');
  if (list === undefined || !isList(list)) return [];
  return list.flatMap((entry) => {
    const name = member(entry, 'name');
    const type = member(entry, 'type');
    const value = member(entry, 'value');
    if (typeof name !== 'string') return [];
    return [{ name, ...(typeof type === 'string' ? { type } : {}), ...(value === undefined ? {} : { value }) }];
  });
}

const member = (value: ArgumentJson | undefined, name: string): ArgumentJson | undefined =>
  value !== undefined && isArgumentObject(value) ? value[name] : undefined;
