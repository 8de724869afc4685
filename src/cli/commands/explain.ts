import type { Command } from 'commander';
import { parseQualified } from '../../base/name.ts';
import { explain } from '../../client/queries.ts';
import { argumentsJson, parseArguments, textsByName } from '../arguments.ts';
import { withConnection } from '../connect.ts';
import { addConnectionOptions, type CliContext, type ConnectionOptions } from '../context.ts';
import { selectionOf } from './run.ts';

interface Options extends ConnectionOptions {
  readonly analyze?: boolean;
  readonly tag?: string;
  readonly version?: string;
}

/** `rockpool explain recommendation userid=u-17`, or with a statement in place of the name. */
export function addExplainCommand(program: Command, context: CliContext): void {
  const command = program
    .command('explain')
    .summary('show how a lambda or a statement is executed')
    .description('Prints the plan of a lambda, or of a statement.')
    .argument('<lambda-or-statement>', 'name of a lambda, or one SELECT')
    .argument('[arguments...]', 'name=value')
    .option('--analyze', 'run it, and measure each step')
    .option('--tag <tag>', 'the version that carries this tag (default: latest)')
    .option('--version <version>', 'this very version');
  addConnectionOptions(command).action(async (what: string, texts: readonly string[], options: Options) => {
    const given = parseArguments(texts);
    const target = isName(what) ? { lambda: { ...parseQualified(what), ...selectionOf(options) } } : { sql: what };
    await withConnection(context, options, { data: 'as-stored', lambdas: 'deploy' }, async (client) => {
      const plan = await explain(client, target, {
        argumentsJson: isName(what) ? JSON.stringify(textsByName(given)) : argumentsJson(given),
        analyze: options.analyze === true,
      });
      context.terminal.out(plan.trimEnd());
    });
  });
}

/** A statement has at least one blank in it; a name has none. */
const isName = (text: string): boolean => !/\s/.test(text.trim());
