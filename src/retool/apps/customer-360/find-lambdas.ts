import type { LambdaContract } from '../../../api/lambda-contract.ts';
import { allAnswers, type Answer } from './answers.ts';

/**
 * The lambda of each answer, by the answer's id. Undefined when one is missing, lacks a parameter or a column that the screen needs, or wants an
 * argument that the screen does not have.
 */
export function findLambdas(lambdas: readonly LambdaContract[]): ReadonlyMap<string, LambdaContract> | undefined {
  const found = new Map<string, LambdaContract>();
  for (const answer of allAnswers) {
    const lambda = lambdas.find((one) => one.workspace === 'commons' && one.name === answer.lambda);
    if (lambda === undefined || !gives(lambda, answer)) return undefined;
    found.set(answer.id, lambda);
  }
  return found;
}

function gives({ parameters, columns = [] }: LambdaContract, answer: Answer): boolean {
  const asked = Object.keys(answer.arguments);
  return (
    asked.every((name) => parameters.some((parameter) => parameter.name === name)) &&
    parameters.every(({ name, default: text }) => text !== undefined || asked.includes(name)) &&
    answer.columns.every((name) => columns.some((column) => column.name === name))
  );
}
