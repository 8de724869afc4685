import { allContracts } from '../api/all-contracts.ts';
import { apiTags } from '../api/contract.ts';
import { errorBody } from '../api/error-body.ts';
import type { LambdaContract } from '../api/lambda-contract.ts';
import type { JsonObject } from '../base/json.ts';
import { printQualified } from '../base/name.ts';
import { collectComponents } from './collect-components.ts';
import { lambdaOperations } from './lambda-operation.ts';
import { openapiPath, platformOperation } from './platform-operation.ts';
import { errorResponse } from './replies.ts';
import { serversOf } from './servers.ts';

export interface OpenapiOptions {
  readonly lambdas: readonly LambdaContract[];
  /** `http://127.0.0.1:8080`; Retool needs an absolute one. */
  readonly baseUrl: string;
}

/**
 * The OpenAPI document: two typed operations per deployed lambda (sorted by name, so that equal contracts give equal text), then the
 * platform's own. OpenAPI 3.1.0 exactly, since Retool reads that and nothing newer.
 */
export function makeOpenapi({ lambdas, baseUrl }: OpenapiOptions): JsonObject {
  const components = collectComponents();
  const sorted = [...lambdas].sort((left, right) => (printQualified(left) < printQualified(right) ? -1 : 1));
  const paths: Record<string, JsonObject> = {};
  for (const lambda of sorted) Object.assign(paths, lambdaOperations(lambda, components));
  for (const contract of allContracts) {
    const path = openapiPath(contract.url);
    paths[path] = { ...paths[path], [contract.method.toLowerCase()]: platformOperation(contract, components) };
  }
  components.refer(errorBody);
  const workspaces = [...new Set(sorted.map((lambda) => lambda.workspace))];
  return {
    openapi: '3.1.0',
    info: {
      title: 'Rockpool',
      version: '1',
      description:
        'Query lambdas: named, parameterised, versioned SQL over live data. Each deployed lambda has its own typed operations.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      contact: { name: 'Rockpool' },
    },
    servers: serversOf(baseUrl),
    security: [{ apiKey: [] }, { bearer: [] }],
    tags: [
      ...workspaces.map((name) => ({ name, description: `Lambdas of the workspace ${name}` })),
      ...Object.entries(apiTags).map(([name, description]) => ({ name, description })),
    ],
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'Authorization', description: '`ApiKey <key>`' },
        bearer: { type: 'http', scheme: 'bearer', description: 'The same key as a bearer token' },
      },
      responses: { Error: errorResponse },
      schemas: components.schemas,
    },
  };
}
