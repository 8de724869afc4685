import type { Static, TObject, TSchema } from 'typebox';
import type { Json } from '../base/json.ts';

/** Below this all of Rockset's paths lie. */
export const basePath = '/v1/orgs/self';

/** What one path and method takes and answers: from it come the route, its validation, its types and its OpenAPI operation. */
export interface Contract {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `:name` for what varies, as fastify writes it. */
  readonly url: string;
  /** Unique and never renamed: generated clients are called by it. */
  readonly operationId: string;
  readonly summary: string;
  readonly tag: ApiTag;
  readonly params?: TObject;
  readonly query?: TObject;
  /** Extra members are ignored, as Rockset did. */
  readonly body?: TSchema;
  /** True when the request may come without a body. */
  readonly bodyOptional?: boolean;
  /** A body that can be sent as it stands. */
  readonly example?: Json;
  /** Of status 200. */
  readonly reply: TSchema;
  /** Of other statuses, where it is not the error that every path may answer. */
  readonly otherReplies?: Readonly<Record<string, { readonly description: string; readonly reply: TSchema }>>;
  /** Other media types in which the same rows may be asked for. */
  readonly rowFormats?: boolean;
  /** False for what anybody may ask. */
  readonly key?: boolean;
}

export const apiTags = {
  Lambdas: 'Named, versioned SQL, executed by HTTP',
  Queries: 'SQL that is not stored',
  Collections: 'What can be queried, where it comes from, and its documents',
  Workspaces: 'Namespaces of collections and lambdas',
  Keys: 'Who may do what',
  Service: 'The server itself',
} as const;
export type ApiTag = keyof typeof apiTags;

export type ParamsOf<C extends Contract> = C['params'] extends TObject ? Static<C['params']> : unknown;
export type QueryOf<C extends Contract> = C['query'] extends TObject ? Static<C['query']> : unknown;
export type BodyOf<C extends Contract> = C['body'] extends TSchema ? Static<C['body']> : undefined;
export type ReplyOf<C extends Contract> = Static<C['reply']>;
