import type { QueryLambdaBody } from '../api/lambdas.ts';
import type { LambdaTagBody } from '../api/tags.ts';
import type { LambdaVersionBody } from '../api/versions.ts';
import { RockpoolError } from '../base/error.ts';
import type { QualifiedName } from '../base/name.ts';
import { apiPath, readData, type HttpClient } from './http-client.ts';

/** Which version of a lambda to execute. */
export type Selection = { readonly tag: string } | { readonly version: string };

/** Of all workspaces. */
export async function listLambdas(client: HttpClient): Promise<readonly QueryLambdaBody[]> {
  const lambdas = await readData<readonly QueryLambdaBody[]>(client, apiPath('lambdas'));
  if (isList(lambdas)) return lambdas;
  throw new RockpoolError('SERVER_UNREACHABLE', `What answers at ${client.address} lists no lambdas.`);
}

const isList = (value: unknown): boolean => Array.isArray(value);

/** Newest first. */
export async function listVersions(client: HttpClient, lambda: QualifiedName): Promise<readonly LambdaVersionBody[]> {
  return readData<readonly LambdaVersionBody[]>(client, lambdaPath(lambda, 'versions'));
}

/** `latest` included. */
export async function listTags(client: HttpClient, lambda: QualifiedName): Promise<readonly LambdaTagBody[]> {
  return readData<readonly LambdaTagBody[]>(client, lambdaPath(lambda, 'tags'));
}

/** Makes the tag, or moves it. */
export async function moveTag(
  client: HttpClient,
  lambda: QualifiedName,
  tag: string,
  version: string,
): Promise<LambdaTagBody> {
  const call = { method: 'POST', body: { tag_name: tag, version } } as const;
  return readData<LambdaTagBody>(client, lambdaPath(lambda, 'tags'), call);
}

/** With all its versions and tags. */
export async function deleteLambda(client: HttpClient, lambda: QualifiedName): Promise<void> {
  await client.json(lambdaPath(lambda), { method: 'DELETE' });
}

/**
 * Path at which a version of a lambda is executed: with POST and arguments in the body, or, with `/rows` behind it, with GET and arguments
 * as a query string, which the server reads by their declared types.
 */
export function executionPath(lambda: QualifiedName, selection: Selection): string {
  return 'tag' in selection
    ? lambdaPath(lambda, 'tags', selection.tag)
    : lambdaPath(lambda, 'versions', selection.version);
}

const lambdaPath = (lambda: QualifiedName, ...rest: readonly string[]): string =>
  apiPath('ws', lambda.workspace, 'lambdas', lambda.name, ...rest);
