import {
  createVersionContract,
  deleteVersionContract,
  getVersionContract,
  listVersionsContract,
} from '../../api/versions.ts';
import type { BodyOf } from '../../api/contract.ts';
import { RockpoolError } from '../../base/error.ts';
import type { QualifiedName } from '../../base/name.ts';
import type { FastifyRequest } from 'fastify';
import type { LambdaContent, ParameterMode } from '../../lambda/lambda.ts';
import { addRoute, type House } from '../add-route.ts';
import { lambdaContentOf } from '../definition-body.ts';
import { versionBody } from '../lambda-bodies.ts';
import { assertOwnOperations } from '../own-operations.ts';
import { readRocksetContent } from '../rockset-content.ts';

export function versionRoutes(house: House): void {
  const { app } = house;
  const { keys, lambdas } = app;

  addRoute(house, listVersionsContract, async ({ params: { workspace, lambda }, key }) => {
    keys.authorize(key, { action: 'read', workspace });
    const versions = await lambdas.versions({ workspace, name: lambda });
    return { data: versions.map((version) => versionBody(version)) };
  });
  addRoute(house, createVersionContract, async ({ params: { workspace, lambda }, query, body, key, request }) => {
    keys.authorize(key, { action: 'deploy', workspace });
    const { content, mode } = contentOf({ workspace, name: lambda }, body, request);
    await assertOwnOperations(app, [content]);
    const { version } = await lambdas.save(content, {
      mode,
      by: key.name,
      // JavaScript sends `true`, Python `True`.
      mustExist: query.create?.toLowerCase() !== 'true',
      ...(typeof body.tag === 'string' ? { tag: body.tag } : {}),
      ...(body.dry_run === undefined ? {} : { dryRun: body.dry_run }),
    });
    return { data: versionBody(version) };
  });
  addRoute(house, getVersionContract, async ({ params: { workspace, lambda, version }, key }) => {
    keys.authorize(key, { action: 'read', workspace });
    return { data: versionBody(await lambdas.version({ workspace, name: lambda }, version)) };
  });
  addRoute(house, deleteVersionContract, async ({ params: { workspace, lambda, version }, key }) => {
    keys.authorize(key, { action: 'deploy', workspace });
    return { data: versionBody(await lambdas.deleteVersion({ workspace, name: lambda }, version)) };
  });
}

function contentOf(
  name: QualifiedName,
  body: BodyOf<typeof createVersionContract>,
  request: FastifyRequest,
): { readonly content: LambdaContent; readonly mode: ParameterMode } {
  if (body.definition !== undefined)
    return { content: { ...lambdaContentOf(body.definition), ...name }, mode: 'declared' };
  if (body.sql !== undefined)
    return { content: readRocksetContent(name, { ...body, sql: body.sql }, request), mode: 'open' };
  throw new RockpoolError(
    'REQUEST_INVALID',
    'The request is not valid: the body needs "sql" (Rockset\'s form) or "definition" (ours).',
  );
}
