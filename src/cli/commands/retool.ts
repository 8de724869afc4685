import { join } from 'node:path';
import type { Command } from 'commander';
import { RockpoolError } from '../../base/error.ts';
import { optionalFiles, type KitOptions } from '../../retool/kit-apps.ts';
import { makeRetoolKit } from '../../retool/make-retool-kit.ts';
import { addConnectionOptions, type CliContext, type ConnectionOptions } from '../context.ts';
import { outPath } from '../option-values.ts';
import { checkExport, readExport } from '../retool/check-export.ts';
import { pushKit } from '../retool/push-kit.ts';
import { readDeployed } from '../read-deployed.ts';
import { showAddress } from '../show-address.ts';
import { writeGenerated } from '../write-generated.ts';

interface TagOptions extends ConnectionOptions {
  readonly tag: string;
}

interface MakeOptions extends TagOptions {
  readonly out: string;
  readonly address?: string;
}

/** `rockpool retool build`, `push` and `check`. */
export function addRetoolCommand(program: Command, context: CliContext): void {
  const group = program
    .command('retool')
    .summary('make the Retool resource and apps, bring them to Retool, check an exported app')
    .description(
      'Makes what Retool imports from the deployed lambdas: a REST resource, the customer 360, and an explorer of all lambdas.',
    );

  const build = group
    .command('build')
    .description('Writes the resource and the apps. Equal lambdas give equal files, so they are committed.')
    .option('--out <folder>', 'where to', outPath, 'retool')
    .option('--check', 'change nothing, and fail when a file would change');
  addMakeOptions(build).action(async (options: MakeOptions & { readonly check?: true }) => {
    const files = makeRetoolKit(await readKit(context, options));
    const placed = files.map(({ path, text }) => ({ path: join(options.out, path), text }));
    await writeGenerated(context.terminal, placed, {
      command: 'rockpool retool build',
      check: options.check === true,
      optional: optionalFiles.map((path) => join(options.out, path)),
    });
  });

  const push = group
    .command('push')
    .description(
      'Makes or updates the resource by the public API of Retool, and writes copies of the apps that are wired to it. They are imported by hand: the API imports no app.',
    )
    .requiredOption('--url <url>', 'of the Retool organisation: https://example.retool.com')
    .option('--token <token>', 'of its API, with the scope Resources > Write (default: RETOOL_TOKEN)')
    .option('--out <folder>', 'where the copies go', outPath, '.rockpool/retool');
  addMakeOptions(push).action(
    async ({ url, token, ...options }: MakeOptions & { readonly url: string; readonly token?: string }) => {
      const account = { url, token: (token ?? context.environment['RETOOL_TOKEN'] ?? '').trim() };
      await pushKit(context.terminal, account, await readKit(context, options), options.out);
    },
  );

  const check = group
    .command('check')
    .description('Says whether an app that was exported from Retool still fits the deployed lambdas.')
    .argument('<file>', 'the export: ••• → Export → JSON');
  addTagOptions(check).action(async (file: string, { tag, ...connection }: TagOptions) => {
    const app = await readExport(file);
    const { contracts } = await readDeployed(context, connection, tag);
    checkExport(context.terminal, app, contracts, tag);
  });
}

const addTagOptions = (command: Command): Command =>
  addConnectionOptions(command.option('--tag <tag>', 'whose versions the apps call', 'latest'));

const addMakeOptions = (command: Command): Command =>
  addTagOptions(command.option('--address <url>', 'where Retool reaches the server (default: where it listens)'));

async function readKit(context: CliContext, { tag, address: wanted, ...connection }: MakeOptions): Promise<KitOptions> {
  const reached = wanted === undefined ? undefined : readAddress(wanted);
  const { contracts, address } = await readDeployed(context, connection, tag);
  if (reached === undefined && new URL(address).port === '0') {
    throw new RockpoolError('REQUEST_INVALID', 'The server of this project takes any free port, and is not running.', {
      hint: 'Give the address at which Retool reaches it with --address.',
    });
  }
  return { lambdas: contracts, tag, address: reached ?? address };
}

function readAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // What stands behind the origin would be lost, and Retool would call another place.
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
  throw new RockpoolError('REQUEST_INVALID', `${showAddress(text)} is no address that Retool could reach.`, {
    hint: 'Write it like https://lambdas.example.com, without a path, a question mark or a name.',
  });
}
