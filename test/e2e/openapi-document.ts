import type { JsonObject } from '../../src/base/json.ts';

/** The members of the served document that tests look at. */
export interface OpenapiDocument {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenapiOperation>>>>;
  readonly components: JsonObject;
}

export interface OpenapiOperation {
  readonly operationId: string;
  readonly summary?: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly OpenapiParameter[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: { readonly 'application/json': { readonly schema: JsonObject; readonly example?: JsonObject } };
  };
  readonly responses: Readonly<Record<string, unknown>>;
}

export interface OpenapiParameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly schema: JsonObject;
  readonly example?: unknown;
}

export interface PlacedOperation extends OpenapiOperation {
  readonly path: string;
  readonly method: string;
}

export const operationsOf = (document: OpenapiDocument): readonly PlacedOperation[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, path, method: method.toUpperCase() })),
  );

/** The path with the values of its parameters and of the query string; a list repeats its name. */
export function urlOf(
  { path, parameters = [] }: PlacedOperation,
  valueOf: (parameter: OpenapiParameter) => unknown,
): string {
  const query = new URLSearchParams();
  let filled = path;
  for (const parameter of parameters) {
    const value = valueOf(parameter);
    if (parameter.in === 'path') filled = filled.replace(`{${parameter.name}}`, encodeURIComponent(String(value)));
    else if (value !== undefined)
      for (const one of Array.isArray(value) ? value : [value]) query.append(parameter.name, asText(one));
  }
  return query.size === 0 ? filled : `${filled}?${query}`;
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
