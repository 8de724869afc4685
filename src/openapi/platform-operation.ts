import type { Contract } from '../api/contract.ts';
import type { JsonObject } from '../base/json.ts';
import type { Components } from './collect-components.ts';
import { errorReplies, rowsReply } from './replies.ts';

/** The OpenAPI operation of one contract. */
export function platformOperation(contract: Contract, components: Components): JsonObject {
  const { operationId, summary, tag, body } = contract;
  const reply = components.refer(contract.reply);
  return {
    operationId,
    summary,
    description: `${summary}.`,
    tags: [tag],
    ...(contract.key === false ? { security: [] } : {}),
    parameters: [...parameters(contract.params, 'path', components), ...parameters(contract.query, 'query', components)],
    ...(body === undefined
      ? {}
      : { requestBody: { required: contract.bodyOptional !== true, content: { 'application/json': { schema: components.refer(body) } } } }),
    responses: {
      '200': contract.rowFormats === true ? rowsReply(reply) : { description: 'Done', content: { 'application/json': { schema: reply } } },
      ...errorReplies,
    },
  };
}

function parameters(schema: Contract['params'], place: 'path' | 'query', components: Components): JsonObject[] {
  if (schema === undefined) return [];
  const members = components.refer(schema);
  const properties = members['properties'] as Readonly<Record<string, JsonObject>>;
  const required = (members['required'] ?? []) as readonly string[];
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: rest,
  }));
}

/** `/ws/:workspace` as `/ws/{workspace}`. */
export const openapiPath = (url: string): string => url.replace(/:([a-z]+)/g, '{$1}');
