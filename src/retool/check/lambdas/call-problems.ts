import type { LambdaContract } from '../../../api/lambda-contract.ts';
import { printQualified } from '../../../base/name.ts';
import { didYouMean } from '../../../base/suggest.ts';
import type { LambdaCall } from './lambda-call.ts';

/** The contract of what is called; undefined when it is not deployed, or named by a version that is not the tag's. */
export const contractOfCall = (
  call: LambdaCall,
  contracts: readonly LambdaContract[],
  tag: string,
): LambdaContract | undefined =>
  contracts.find(
    (one) =>
      one.workspace === call.workspace &&
      one.name === call.name &&
      (call.by === 'tag' ? call.tag === tag : call.tag === one.version),
  );

/** Whether a call still finds its lambda, and gives it what it takes. */
export function callProblems(call: LambdaCall, contracts: readonly LambdaContract[], tag: string): readonly string[] {
  const lambda = printQualified(call);
  const contract = contractOfCall(call, contracts, tag);
  if (contract !== undefined) return call.executes ? argumentProblems(call, contract) : [];
  // Versions of the past are not listed here.
  if (call.by === 'version') return [];
  if (call.tag !== tag) {
    const near = didYouMean(call.tag, [tag]) || ` The lambdas were checked by the tag ${JSON.stringify(tag)}.`;
    return [`calls ${lambda} by the tag ${JSON.stringify(call.tag)}.${near}`];
  }
  const near = didYouMean(lambda, contracts.map(printQualified));
  return [`calls ${lambda}, which is not deployed with the tag ${JSON.stringify(tag)}.${near}`];
}

function argumentProblems(
  { given }: LambdaCall,
  { workspace, name, parameters, open }: LambdaContract,
): readonly string[] {
  const lambda = printQualified({ workspace, name });
  const declared = parameters.map((one) => one.name);
  const unknown = open || !given.checked ? [] : [...given.names].filter((one) => !declared.includes(one));
  const required = parameters.filter((one) => one.default === undefined && one.constraints?.nullable !== true);
  const missing = given.complete ? required.filter((one) => !given.names.has(one.name)) : [];
  return [
    ...unknown.map((one) => {
      const known = declared.length === 0 ? ' It has no parameters.' : ` Its parameters: ${declared.join(', ')}.`;
      return `gives the argument ${JSON.stringify(one)}, which ${lambda} does not take.${didYouMean(one, declared) || known}`;
    }),
    ...missing.map((one) => `gives no argument ${JSON.stringify(one.name)}, which ${lambda} requires.`),
  ];
}
