import { isLosslessNumber } from 'lossless-json';
import type { LambdaContract } from '../api/lambda-contract.ts';
import type { LambdaVersionBody } from '../api/versions.ts';
import { invariant } from '../base/assert.ts';
import { parseType } from '../schema/parse-type.ts';
import type { Field } from '../schema/sql-type.ts';
import type { HttpClient } from '../client/http-client.ts';
import { listLambdas, listTags } from '../client/lambdas.ts';

export interface DeployedContracts {
  /** Sorted by workspace and name. */
  readonly contracts: readonly LambdaContract[];
  /** Lambdas (`workspace.name`) that the tag names no version of, or one whose SQL no longer fits. */
  readonly without: readonly string[];
}

/** How the deployed lambdas are called by this tag, and what they return. Throws what `HttpClient` throws. */
export async function readContracts(client: HttpClient, tag: string): Promise<DeployedContracts> {
  const lambdas = await listLambdas(client);
  const versions = await Promise.all(
    lambdas.map(async (lambda) => {
      if (tag === 'latest') return lambda.latest_version;
      return (await listTags(client, lambda)).find((one) => one.tag_name === tag)?.version;
    }),
  );
  const contracts = versions.flatMap((version) => (version?.state === 'ACTIVE' ? [contractOf(version)] : []));
  const found = new Set(contracts.map(nameOf));
  return {
    contracts: contracts.sort((left, right) => (nameOf(left) < nameOf(right) ? -1 : 1)),
    without: lambdas.map(nameOf).filter((name) => !found.has(name)),
  };
}

const nameOf = ({ workspace, name }: { readonly workspace: string; readonly name: string }): string =>
  `${workspace}.${name}`;

/** The contract of a version that a server described. */
function contractOf(version: LambdaVersionBody): LambdaContract {
  const { workspace, name, description, parameters, open, columns } = version;
  return {
    workspace,
    name,
    version: version.version,
    ...(description === null ? {} : { description }),
    parameters: plain(parameters) as LambdaContract['parameters'],
    open,
    ...(columns === null ? {} : { columns: columnsOf(columns) }),
  };
}

/** The columns that a server described. */
export const columnsOf = (columns: NonNullable<LambdaVersionBody['columns']>): readonly Field[] =>
  columns.map(({ name, type }) => {
    const parsed = parseType(type);
    invariant(parsed !== undefined, `the server names the type ${type}`);
    return { name, type: parsed };
  });

/** Generators print numbers; the command line reads those of a reply as objects that keep all their digits. */
function plain(value: unknown): unknown {
  if (isLosslessNumber(value)) return Number(value.value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
}
