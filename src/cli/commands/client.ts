import type { Command } from 'commander';
import { RockpoolError } from '../../base/error.ts';
import { makeTypedClient } from '../../typed-client/make-typed-client.ts';
import { addConnectionOptions, type CliContext, type ConnectionOptions } from '../context.ts';
import { outPath } from '../option-values.ts';
import { readDeployed } from '../read-deployed.ts';
import { writeGenerated } from '../write-generated.ts';

interface ClientCommandOptions extends ConnectionOptions {
  readonly out?: string;
  readonly tag: string;
  readonly check?: true;
}

/** `rockpool client --out src/rockpool.ts` */
export function addClientCommand(program: Command, context: CliContext): void {
  const command = program
    .command('client')
    .summary('write a typed TypeScript client')
    .description(
      'Writes one TypeScript file without dependencies that calls the deployed lambdas: typed arguments, typed rows, errors as a union.',
    )
    .option('--out <file>', 'write it there instead of printing it', outPath)
    .option('--tag <tag>', 'whose versions are called', 'latest')
    .option('--check', 'with --out: change nothing, and fail when the file would change');
  addConnectionOptions(command).action(async ({ out, tag, check, ...connection }: ClientCommandOptions) => {
    if (check === true && out === undefined) {
      throw new RockpoolError('REQUEST_INVALID', '--check compares a file, and none is named.', {
        hint: 'Name it with --out.',
      });
    }
    const { contracts } = await readDeployed(context, connection, tag);
    const text = makeTypedClient({ lambdas: contracts, tag });
    if (out === undefined) context.terminal.out(text.trimEnd());
    else
      await writeGenerated(context.terminal, [{ path: out, text }], {
        command: 'rockpool client',
        check: check === true,
      });
  });
}
