import type { Command } from 'commander';
import type { DeployItemBody, LambdaDefinitionBody } from '../../api/deploy.ts';
import { problemsError, RockpoolError } from '../../base/error.ts';
import { printQualified } from '../../base/name.ts';
import { deployLambdas } from '../../client/deploy.ts';
import type { HttpClient } from '../../client/http-client.ts';
import { deleteLambda, listLambdas } from '../../client/lambdas.ts';
import { readProject } from '../../files/read-project.ts';
import type { LambdaDefinition } from '../../lambda/lambda.ts';
import { withConnection } from '../connect.ts';
import { addConnectionOptions, type CliContext, type ConnectionOptions } from '../context.ts';
import { loadProject } from '../load-project.ts';
import { countOf, printJson, printTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';

interface Options extends ConnectionOptions {
  readonly tag?: string;
  readonly dryRun?: boolean;
  readonly prune?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `rockpool deploy --tag production` */
export function addDeployCommand(program: Command, context: CliContext): void {
  const command = program
    .command('deploy')
    .summary('turn the lambda files into versions')
    .description(
      'Checks every lambda file and deploys all of them, or none. Nothing is ever deleted, except with --prune.',
    )
    .option('--dry-run', 'check everything, store nothing')
    .option('--tag <tag>', 'also move this tag to the deployed versions')
    .option('--prune', 'delete the lambdas that no file defines, in the workspaces of this project')
    .option('--yes', 'do not ask before deleting')
    .option('--json', 'print JSON');
  addConnectionOptions(command).action((options: Options) => deploy(context, options));
}

async function deploy(context: CliContext, options: Options): Promise<void> {
  const { terminal } = context;
  const project = await readProject(loadProject(context, options));
  // Collection files are read by the server; a mistake in one is still worth knowing here.
  if (project.problems.length > 0) throw problemsError('DEPLOY_INVALID', project.problems);
  const dryRun = options.dryRun === true;
  const needs = { data: 'as-stored', lambdas: 'leave', problems: 'refuse' } as const;
  await withConnection(context, options, needs, async (client) => {
    const wishes = { dryRun, ...(options.tag === undefined ? {} : { tag: options.tag }) };
    const deployed = await deployLambdas(client, project.lambdas as readonly LambdaDefinitionBody[], wishes);
    const pruned = options.prune === true ? await prune(terminal, client, project.lambdas, options) : [];
    const items = [...deployed, ...pruned];
    if (options.json === true) {
      printJson(terminal, items);
      return;
    }
    printItems(terminal, items, dryRun);
  });
}

/** Deletes what no file defines, after a question. Throws REQUEST_INVALID when nobody can answer it. */
async function prune(
  terminal: Terminal,
  client: HttpClient,
  files: readonly LambdaDefinition[],
  options: Options,
): Promise<readonly DeployItemBody[]> {
  const workspaces = new Set(files.map((file) => file.workspace));
  const defined = new Set(files.map(printQualified));
  const extra = (await listLambdas(client)).filter(
    (one) => workspaces.has(one.workspace) && !defined.has(printQualified(one)),
  );
  const items = extra.map(({ workspace, name, latest_version }) => ({
    workspace,
    name,
    version: latest_version.version,
    outcome: 'deleted' as const,
    columns: latest_version.columns,
    scans: [],
  }));
  if (options.dryRun === true || extra.length === 0) return items;
  if (options.yes !== true) {
    const names = extra.map(printQualified).join(', ');
    if (!(await terminal.confirm(`Delete ${countOf(extra.length, 'lambda')} with all versions and tags: ${names}?`))) {
      const hint = 'Answer y, or add --yes where nobody can answer.';
      throw new RockpoolError('REQUEST_INVALID', 'Nothing was deleted.', { hint });
    }
  }
  for (const lambda of extra) await deleteLambda(client, lambda);
  return items;
}

function printItems(terminal: Terminal, items: readonly DeployItemBody[], dryRun: boolean): void {
  if (items.length > 0) {
    const rows = items.map((item) => [
      dryRun && item.outcome !== 'unchanged' ? `would be ${item.outcome}` : item.outcome,
      printQualified(item),
      item.version,
      item.scans.map(({ collection, verdict }) => `${collection} ${verdict}`).join(', '),
    ]);
    const reads = items.some((item) => item.scans.length > 0);
    const columns = ['outcome', 'lambda', 'version', ...(reads ? ['reads'] : [])];
    printTable(
      terminal,
      columns,
      rows.map((row) => row.slice(0, columns.length)),
    );
  }
  const outcomes = ['created', 'moved', 'unchanged', 'deleted'] as const;
  const counts = outcomes.map((outcome) => [outcome, items.filter((item) => item.outcome === outcome).length] as const);
  const parts = counts.filter(([, count]) => count > 0).map(([outcome, count]) => `${count} ${outcome}`);
  terminal.err(
    terminal.colors.dim(
      `${countOf(items.length, 'lambda')}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}${dryRun ? ' (dry run: nothing was stored)' : ''}`,
    ),
  );
}
