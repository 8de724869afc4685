import { executionWishes } from '../api/argument-body.ts';
import { isRequired, type LambdaContract, type ParameterContract } from '../api/lambda-contract.ts';
import { queryReplyMembers } from '../api/query-reply.ts';
import { rowsOptions } from '../api/rows.ts';
import { printQualified } from '../base/name.ts';
import type { Json, JsonObject } from '../base/json.ts';
import type { Components } from './collect-components.ts';
import { exampleArguments } from './example-arguments.ts';
import { operationId, rowsOperationId } from './operation-id.ts';
import { parameterSchema } from './parameter-schema.ts';
import { errorReplies, rowsReply } from './replies.ts';
import { fieldsSchema } from './type-schema.ts';

/** The two operations of a deployed lambda, by path: POST with typed arguments in the body, GET with them in the query string. */
export function lambdaOperations(lambda: LambdaContract, components: Components): Readonly<Record<string, JsonObject>> {
  const path = `/v1/orgs/self/ws/${encodeURIComponent(lambda.workspace)}/lambdas/${encodeURIComponent(lambda.name)}/tags/latest`;
  const about = {
    summary: lambda.description?.split('\n', 1)[0]?.slice(0, 120) || `Execute ${printQualified(lambda)}`,
    description: `${lambda.description ?? `The lambda ${printQualified(lambda)}.`}\n\nVersion ${lambda.version}.`,
    tags: [lambda.workspace],
  };
  const responses = { '200': rowsReply(replySchema(lambda, components)), ...errorReplies };
  return {
    [path]: {
      post: { operationId: operationId(lambda), ...about, requestBody: requestBody(lambda, components), responses },
    },
    [`${path}/rows`]: {
      get: {
        operationId: rowsOperationId(lambda),
        ...about,
        parameters: [...lambda.parameters.map(queryParameter), ...optionParameters(components)],
        responses,
      },
    },
  };
}

function requestBody(lambda: LambdaContract, components: Components): JsonObject {
  const required = lambda.parameters.filter(isRequired).map((parameter) => parameter.name);
  const argumentsSchema: JsonObject = {
    type: 'object',
    properties: Object.fromEntries(
      lambda.parameters.map((parameter): [string, JsonObject] => [parameter.name, parameterSchema(parameter)]),
    ),
    ...(required.length === 0 ? {} : { required }),
    // An argument that nobody declared is refused; only Rockset's lambdas may have more than they declare.
    additionalProperties: lambda.open,
  };
  const { default_row_limit, max_initial_results, timeout_ms } = executionWishes;
  const wishes = Object.entries({ default_row_limit, max_initial_results, timeout_ms }).map(
    ([name, schema]): [string, JsonObject] => [name, components.refer(schema)],
  );
  const schema = {
    type: 'object',
    properties: { arguments: argumentsSchema, ...Object.fromEntries(wishes) },
    // Without them a call is one of Rockset's form, whose rows have objects for dates and times.
    required: ['arguments'],
  };
  const example = exampleArguments(lambda);
  const content = { schema, ...(example === undefined ? {} : { example: { arguments: example } }) };
  return { required: true, content: { 'application/json': content } };
}

function queryParameter(parameter: ParameterContract): JsonObject {
  const { description, examples, ...schema } = parameterSchema(parameter);
  return {
    name: parameter.name,
    in: 'query',
    required: isRequired(parameter),
    ...(description === undefined ? {} : { description }),
    ...(Array.isArray(examples) ? { example: (examples as readonly Json[])[0] as Json } : {}),
    // A list repeats its name, so that an empty one cannot be told from none.
    ...(schema['items'] === undefined
      ? { schema }
      : { style: 'form', explode: true, schema: { minItems: 1, ...schema } }),
  };
}

function optionParameters(components: Components): JsonObject[] {
  return Object.entries(rowsOptions).map(([name, option]) => {
    const { description, ...schema } = components.refer(option);
    return { name, in: 'query', required: false, ...(description === undefined ? {} : { description }), schema };
  });
}

/** The reply with the lambda's own rows; any object where its columns are known only when it is called. */
function replySchema(lambda: LambdaContract, components: Components): JsonObject {
  const row: JsonObject =
    lambda.columns === undefined ? { type: 'object', additionalProperties: true } : fieldsSchema(lambda.columns);
  const members = Object.entries(queryReplyMembers).map(([name, schema]): [string, JsonObject] => [
    name,
    components.refer(schema),
  ]);
  return {
    type: 'object',
    properties: { results: { type: 'array', items: row }, ...Object.fromEntries(members) },
    required: ['results', 'query_id', 'stats', 'status'],
  };
}
