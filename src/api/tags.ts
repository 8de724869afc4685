import { Type, type Static } from 'typebox';
import { executeRequest } from './argument-body.ts';
import type { Contract } from './contract.ts';
import { queryReply } from './query-reply.ts';
import { dataOf, named } from './schema-parts.ts';
import { lambdaParams, lambdaUrl, lambdaVersion, tagParams } from './versions.ts';

export const lambdaTag = named('QueryLambdaTag', { tag_name: Type.String(), version: lambdaVersion });
export type LambdaTagBody = Static<typeof lambdaTag>;

export const listTagsContract = {
  method: 'GET',
  url: `${lambdaUrl}/tags`,
  operationId: 'list_tags',
  summary: 'Tags of a lambda, `latest` included',
  tag: 'Lambdas',
  params: lambdaParams,
  reply: dataOf(Type.Array(lambdaTag)),
} as const satisfies Contract;

export const moveTagContract = {
  method: 'POST',
  url: `${lambdaUrl}/tags`,
  operationId: 'move_tag',
  summary: 'Make a tag, or move it to another version',
  tag: 'Lambdas',
  params: lambdaParams,
  body: named('MoveTagRequest', { tag_name: Type.String(), version: Type.String() }),
  reply: dataOf(lambdaTag),
} as const satisfies Contract;

export const getTagContract = {
  method: 'GET',
  url: `${lambdaUrl}/tags/:tag`,
  operationId: 'get_tag',
  summary: 'Describe a tag and its version',
  tag: 'Lambdas',
  params: tagParams,
  reply: dataOf(lambdaTag),
} as const satisfies Contract;

export const executeTagContract = {
  method: 'POST',
  url: `${lambdaUrl}/tags/:tag`,
  operationId: 'execute_tag',
  summary: 'Execute the version that carries this tag',
  tag: 'Lambdas',
  params: tagParams,
  body: executeRequest,
  bodyOptional: true,
  example: { arguments: { minutes: 60 } },
  reply: queryReply,
  rowFormats: true,
} as const satisfies Contract;

export const deleteTagContract = {
  method: 'DELETE',
  url: `${lambdaUrl}/tags/:tag`,
  operationId: 'delete_tag',
  summary: 'Delete a tag',
  tag: 'Lambdas',
  params: tagParams,
  reply: dataOf(lambdaTag),
} as const satisfies Contract;
