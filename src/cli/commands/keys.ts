import type { Command } from 'commander';
import { Option } from 'commander';
import type { ApiKeyBody } from '../../api/api-keys.ts';
import { createKey, listKeys, revokeKey, type NewKeyBody } from '../../client/api-keys.ts';
import { parseArguments, textsByName } from '../arguments.ts';
import { withConnection } from '../connect.ts';
import { addConnectionOptions, type CliContext, type ConnectionOptions } from '../context.ts';
import { duration, list, wholeNumber } from '../option-values.ts';
import { printJson, printTable } from '../output.ts';

const actions = ['execute', 'read', 'write', 'deploy', 'admin'] as const;

interface CreateOptions extends ConnectionOptions {
  readonly allow: readonly (typeof actions)[number][];
  readonly workspace?: readonly string[];
  readonly lambda?: readonly string[];
  readonly tag?: readonly string[];
  readonly fix?: readonly string[];
  readonly rate?: number;
  readonly expires?: number;
  readonly json?: boolean;
}

const needs = { data: 'as-stored', lambdas: 'leave' } as const;

/** `rockpool keys create support --allow execute --lambda recommendation --expires 90d` */
export function addKeysCommand(program: Command, context: CliContext): void {
  const group = program
    .command('keys')
    .summary('make, list and revoke API keys')
    .description('API keys say who may do what. They are kept hashed: a key is shown once, when it is made.');

  const create = group
    .command('create')
    .description('Makes a key and prints it. Without further options it may execute every lambda, and nothing else.')
    .argument('<name>', 'whose key it is')
    .addOption(new Option('--allow <action...>', 'what it may do').choices(actions).default(['execute']))
    .option('--workspace <names>', 'only in these workspaces (repeat, or with commas)', list)
    .option('--lambda <names>', 'only these lambdas', list)
    .option('--tag <names>', 'only versions with these tags', list)
    .option(
      '--fix <name=value>',
      'an argument that callers cannot override (repeat)',
      (text: string, before: readonly string[] | undefined) => [...(before ?? []), text],
    )
    .option('--rate <count>', 'calls per minute', wholeNumber(1, 1_000_000))
    .option('--expires <duration>', 'when it ends, such as 90d', duration)
    .option('--json', 'print JSON');
  addConnectionOptions(create).action(async (name: string, options: CreateOptions) => {
    const wanted = newKey(name, options);
    await withConnection(context, options, needs, async (client) => {
      const key = await createKey(client, wanted);
      if (options.json === true) {
        printJson(context.terminal, key);
        return;
      }
      context.terminal.out(key.key);
      context.terminal.err(context.terminal.colors.dim(`This is the key of "${name}". It is not shown again.`));
    });
  });

  const listing = group
    .command('list', { isDefault: true })
    .description('Lists the keys, without their secrets.')
    .option('--json', 'print JSON');
  addConnectionOptions(listing).action(async (options: ConnectionOptions & { readonly json?: boolean }) => {
    await withConnection(context, options, needs, async (client) => {
      const keys = await listKeys(client);
      if (options.json === true) {
        printJson(context.terminal, keys);
        return;
      }
      printTable(
        context.terminal,
        ['name', 'begins with', 'may', 'only', 'expires', 'last used', 'state'],
        keys.map((key) => [
          key.name,
          key.key,
          key.scope.actions.join(', '),
          limits(key),
          key.expiry_time ?? '',
          key.last_access_time ?? '',
          key.state,
        ]),
      );
    });
  });

  const revoke = group.command('revoke').description('Ends a key at once.').argument('<name>', 'as `list` shows it');
  addConnectionOptions(revoke).action(async (name: string, options: ConnectionOptions) => {
    await withConnection(context, options, needs, async (client) => {
      await revokeKey(client, name);
      context.terminal.out(`"${name}" is revoked.`);
    });
  });
}

function newKey(name: string, options: CreateOptions): NewKeyBody {
  const { allow, workspace, lambda, tag, fix, rate, expires } = options;
  return {
    name,
    scope: {
      actions: [...allow],
      ...(workspace === undefined ? {} : { workspaces: [...workspace] }),
      ...(lambda === undefined ? {} : { lambdas: [...lambda] }),
      ...(tag === undefined ? {} : { tags: [...tag] }),
    },
    ...(fix === undefined ? {} : { fixed_arguments: textsByName(parseArguments(fix)) }),
    ...(rate === undefined ? {} : { rate_per_minute: rate }),
    ...(expires === undefined ? {} : { expiry_time: new Date(Date.now() + expires).toISOString() }),
  };
}

function limits({ scope, fixed_arguments: fixed, rate_per_minute: rate }: ApiKeyBody): string {
  return [
    ...(scope.workspaces === undefined ? [] : [`workspaces ${scope.workspaces.join(', ')}`]),
    ...(scope.lambdas === undefined ? [] : [`lambdas ${scope.lambdas.join(', ')}`]),
    ...(scope.tags === undefined ? [] : [`tags ${scope.tags.join(', ')}`]),
    ...(fixed === undefined ? [] : [`${Object.keys(fixed).join(', ')} fixed`]),
    ...(rate === undefined ? [] : [`${rate} calls a minute`]),
  ].join(' · ');
}
