import { isRequired, type LambdaContract, type ParameterContract } from '../api/lambda-contract.ts';
import { printQualified } from '../base/name.ts';
import { argumentType } from './argument-type.ts';
import { clientRuntime } from './client-runtime.ts';
import { columnType } from './column-type.ts';
import { docComment, literal, propertyName } from './print-typescript.ts';

export interface TypedClientOptions {
  readonly lambdas: readonly LambdaContract[];
  /** The tag that is called unless a call names another. */
  readonly tag: string;
}

/**
 * One TypeScript file without dependencies: `connect({ address }).commons.recommendation({ userid })`, arguments and rows typed by the
 * contracts. The types of a lambda are all that the file has of it, so that nothing of an unused one is left in a bundle.
 */
export function makeTypedClient({ lambdas, tag }: TypedClientOptions): string {
  const sorted = [...lambdas].sort((left, right) => (printQualified(left) < printQualified(right) ? -1 : 1));
  const workspaces = [...new Set(sorted.map(({ workspace }) => workspace))];
  const members = workspaces.map((workspace) =>
    block(propertyName(workspace), sorted.filter((lambda) => lambda.workspace === workspace).map(lambdaMember)),
  );
  return [
    '// Made by `rockpool client`: make it again after a deploy instead of editing it.',
    '',
    '/** The deployed lambdas, by workspace and name: what they are given and what a row holds. */',
    block('export interface Lambdas', members, ''),
    '',
    clientRuntime(tag),
  ].join('\n');
}

function lambdaMember(lambda: LambdaContract): string {
  const about = docComment([lambda.description, `Version ${lambda.version}.`]);
  return `${about}${block(propertyName(lambda.name), [argumentsMember(lambda), rowMember(lambda)])}`;
}

function argumentsMember({ parameters, open }: LambdaContract): string {
  const given = parameters.map(parameterMember);
  if (given.length === 0) return `readonly arguments: ${open ? 'AnyArguments' : 'NoArguments'};`;
  return block('arguments', given, ';', open ? ' & AnyArguments' : '');
}

function parameterMember(parameter: ParameterContract): string {
  const { name, description, example, default: standard } = parameter;
  const about = docComment([
    description,
    standard === undefined ? undefined : `Default: ${standard === '' ? 'empty' : standard}.`,
    example === undefined ? undefined : `Example: ${literal(example)}.`,
  ]);
  return `${about}readonly ${propertyName(name)}${isRequired(parameter) ? '' : '?'}: ${argumentType(parameter)};`;
}

function rowMember({ columns }: LambdaContract): string {
  if (columns === undefined) return 'readonly row: Readonly<Record<string, Json>>;';
  return block(
    'row',
    columns.map(({ name, type }) => `readonly ${propertyName(name)}: ${columnType(type)};`),
  );
}

/** `readonly name: { … };`, or `head { … }` for a declaration; members indented by two. */
function block(head: string, members: readonly string[], end = ';', intersection = ''): string {
  const opening = end === '' ? `${head} {` : `readonly ${head}: {`;
  if (members.length === 0) return `${opening}}${intersection}${end}`;
  const inside = members.map((member) => member.replaceAll(/^(?=.)/gm, '  ')).join('\n');
  return `${opening}\n${inside}\n}${intersection}${end}`;
}
