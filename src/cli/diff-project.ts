import type { LambdaDefinitionBody } from '../api/deploy.ts';
import type { LambdaContract } from '../api/lambda-contract.ts';
import { assertName, printQualified } from '../base/name.ts';
import { problemsError, RockpoolError } from '../base/error.ts';
import { deployLambdas } from '../client/deploy.ts';
import { readProject } from '../files/read-project.ts';
import type { LambdaDefinition } from '../lambda/lambda.ts';
import { diffContracts } from '../openapi/diff-contracts.ts';
import { withConnection } from './connect.ts';
import type { CliContext, ConnectionOptions } from './context.ts';
import { loadProject } from './load-project.ts';
import { countOf, printTable } from './output.ts';
import { columnsOf, readContracts } from './read-contracts.ts';

/**
 * Prints what clients of the deployed lambdas would meet if the project's files were deployed; with `prune` as `deploy --prune` does it. Throws
 * CONTRACT_BROKEN when something they use would be gone or of another type, DEPLOY_INVALID for files that cannot be deployed.
 */
export async function diffProject(
  context: CliContext,
  options: ConnectionOptions,
  { tag, prune }: { readonly tag: string; readonly prune: boolean },
): Promise<void> {
  assertName('tag', tag);
  const project = await readProject(loadProject(context, options));
  if (project.problems.length > 0) throw problemsError('DEPLOY_INVALID', project.problems);
  const needs = { data: 'as-stored', lambdas: 'leave', problems: 'refuse' } as const;
  const { before, after, untagged } = await withConnection(context, options, needs, async (client) => {
    const items = await deployLambdas(client, project.lambdas as readonly LambdaDefinitionBody[], { dryRun: true });
    // Other workspaces are other projects.
    const workspaces = new Set(items.map(({ workspace }) => workspace));
    const { contracts, without } = await readContracts(client, tag);
    const deployed = contracts.filter(({ workspace }) => workspaces.has(workspace));
    const files = items.map((item, at) => contractOfFile(project.lambdas[at]!, item));
    return { before: deployed, after: files, untagged: contracts.length === 0 && without.length > 0 };
  });
  if (untagged) {
    const warning = context.terminal.colors.yellow('warning');
    context.terminal.err(
      `${warning} no deployed lambda has a working version with the tag ${tag}: there is nothing to break`,
    );
  }
  const defined = new Set(after.map(printQualified));
  const changes = diffContracts(prune ? before : before.filter((one) => defined.has(printQualified(one))), after);
  const broken = changes.filter(({ breaks }) => breaks).length;
  const kept = prune ? [] : before.map(printQualified).filter((name) => !defined.has(name));
  if (kept.length > 0) context.terminal.err(`No file defines ${kept.join(', ')}; only --prune would delete it.`);
  if (changes.length === 0) {
    context.terminal.err(`Nothing changes for clients of ${countOf(before.length, 'lambda')}.`);
    return;
  }
  const rows = changes.map(({ lambda, message, breaks }) => [breaks ? 'BREAKS' : 'ok', lambda, message]);
  printTable(context.terminal, ['clients', 'lambda', 'change'], rows);
  if (broken > 0) {
    throw new RockpoolError('CONTRACT_BROKEN', `Clients would meet ${countOf(broken, 'breaking change')}.`);
  }
}

type Item = Awaited<ReturnType<typeof deployLambdas>>[number];

function contractOfFile({ description, parameters }: LambdaDefinition, item: Item): LambdaContract {
  const { workspace, name, version, columns } = item;
  return {
    workspace,
    name,
    version,
    ...(description === undefined ? {} : { description }),
    parameters,
    open: false,
    ...(columns === null ? {} : { columns: columnsOf(columns) }),
  };
}
