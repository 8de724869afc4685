import type { Contract } from '../api/contract.ts';
import type { Json, JsonObject } from '../base/json.ts';
import type { Components } from './collect-components.ts';
import { errorReplies, jsonReply, rowsReply } from './replies.ts';

/** The OpenAPI operation of one contract. */
export function platformOperation(contract: Contract, components: Components): JsonObject {
  const { operationId, summary, tag } = contract;
  return {
    operationId,
    summary,
    description: `${summary}.`,
    tags: [tag],
    ...(contract.key === false ? { security: [] } : {}),
    parameters: [
      ...parameters(contract.params, 'path', components),
      ...parameters(contract.query, 'query', components),
    ],
    ...requestBody(contract, components),
    responses: responses(contract, components),
  };
}

function requestBody({ body, bodyOptional, example }: Contract, components: Components): JsonObject {
  if (body === undefined) return {};
  const content = { schema: components.refer(body), ...(example === undefined ? {} : { example }) };
  return { requestBody: { required: bodyOptional !== true, content: { 'application/json': content } } };
}

function responses({ reply, rowFormats, otherReplies = {} }: Contract, components: Components): JsonObject {
  const schema = components.refer(reply);
  const others = Object.entries(otherReplies).map(([status, other]) => [
    status,
    jsonReply(other.description, components.refer(other.reply)),
  ]);
  return {
    '200': rowFormats === true ? rowsReply(schema) : jsonReply('Done', schema),
    ...errorReplies,
    ...(Object.fromEntries(others) as JsonObject),
  };
}

function parameters(schema: Contract['params'], place: 'path' | 'query', components: Components): JsonObject[] {
  if (schema === undefined) return [];
  const members = components.refer(schema);
  const properties = members['properties'] as Readonly<Record<string, JsonObject>>;
  const required = (members['required'] ?? []) as readonly string[];
  return Object.entries(properties).map(([name, { description, examples, ...rest }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    ...(Array.isArray(examples) ? { example: (examples as readonly Json[])[0] } : {}),
    schema: rest,
  }));
}

/** `/ws/:workspace` as `/ws/{workspace}`. */
export const openapiPath = (url: string): string => url.replace(/:([a-z]+)/g, '{$1}');
