import type { LambdaContentBody, LambdaDefinitionBody } from '../api/deploy.ts';
import type { LambdaContent, LambdaDefinition, Parameter } from '../lambda/lambda.ts';

/** The content of a lambda that came as JSON; the contract was checked before. */
export function lambdaContentOf(body: LambdaContentBody): Omit<LambdaContent, 'workspace' | 'name'> {
  const { sql, description, parameters, limits, cacheMaxAgeMs } = body;
  return {
    sql,
    ...(description === undefined ? {} : { description }),
    parameters: parameters as readonly Parameter[],
    ...(limits === undefined ? {} : { limits }),
    ...(cacheMaxAgeMs === undefined ? {} : { cacheMaxAgeMs }),
  };
}

export function lambdaDefinitionOf(body: LambdaDefinitionBody): LambdaDefinition {
  const { workspace, name, tests, file, sqlPlace } = body;
  return { workspace, name, ...lambdaContentOf(body), tests: tests as LambdaDefinition['tests'], file, sqlPlace };
}
