import type { QualifiedName } from '../base/name.ts';
import { apiPath, type Call, type HttpClient } from './http-client.ts';

/** A lambda's version as the API describes it. */
export interface LambdaVersionBody {
  readonly workspace: string;
  readonly name: string;
  readonly version: string;
  readonly description: string | null;
  readonly state: string;
  readonly sql: { readonly query: string };
  readonly parameters?: readonly LambdaParameterBody[];
  readonly created_at: string;
  readonly created_by: string;
}

/** A declared parameter; no `default` means that a call must give it a value. */
export interface LambdaParameterBody {
  readonly name: string;
  readonly type: string;
  readonly default?: string;
  readonly constraints?: {
    readonly enum?: readonly unknown[];
    readonly minimum?: unknown;
    readonly maximum?: unknown;
    readonly min_length?: number;
    readonly max_length?: number;
    readonly pattern?: string;
  };
  readonly description?: string;
  readonly example?: unknown;
}

export interface LambdaBody {
  readonly workspace: string;
  readonly name: string;
  readonly version_count: number;
  readonly last_updated: string;
  readonly latest_version: LambdaVersionBody;
}

export interface LambdaTagBody {
  readonly tag_name: string;
  readonly version: LambdaVersionBody;
}

/** Which version of a lambda to execute. */
export type Selection = { readonly tag: string } | { readonly version: string };

interface Data<T> {
  readonly data: T;
}

export async function listLambdas(client: HttpClient): Promise<readonly LambdaBody[]> {
  return (await client.json<Data<readonly LambdaBody[]>>(apiPath('lambdas'))).data;
}

/** Newest first. */
export async function listVersions(client: HttpClient, lambda: QualifiedName): Promise<readonly LambdaVersionBody[]> {
  return (await client.json<Data<readonly LambdaVersionBody[]>>(apiPath(...path(lambda), 'versions'))).data;
}

export async function listTags(client: HttpClient, lambda: QualifiedName): Promise<readonly LambdaTagBody[]> {
  return (await client.json<Data<readonly LambdaTagBody[]>>(apiPath(...path(lambda), 'tags'))).data;
}

/** Makes the tag, or moves it. */
export async function moveTag(
  client: HttpClient,
  lambda: QualifiedName,
  tag: string,
  version: string,
): Promise<LambdaTagBody> {
  const body = { tag_name: tag, version };
  return (await client.json<Data<LambdaTagBody>>(apiPath(...path(lambda), 'tags'), { method: 'POST', body })).data;
}

export async function deleteLambda(client: HttpClient, lambda: QualifiedName): Promise<void> {
  await client.json(apiPath(...path(lambda)), { method: 'DELETE' });
}

/** Path at which this version of a lambda is executed, with POST, or with GET when `/rows` follows. */
export function executionPath(lambda: QualifiedName, selection: Selection): string {
  return 'tag' in selection
    ? apiPath(...path(lambda), 'tags', selection.tag)
    : apiPath(...path(lambda), 'versions', selection.version);
}

/** The call that executes a lambda with arguments as text, as a query string carries them; the server reads them by their declared types. */
export function rowsCall(
  texts: Readonly<Record<string, string | readonly string[]>>,
  options: Pick<Call, 'accept' | 'signal'> = {},
): Call {
  return { query: texts, ...options };
}

const path = (lambda: QualifiedName): readonly string[] => ['ws', lambda.workspace, 'lambdas', lambda.name];
