import type { Command } from 'commander';
import { queriesPath, queryCall, type QueryReplyBody } from '../../client/queries.ts';
import { parametersJson, parseArguments } from '../arguments.ts';
import { withConnection } from '../connect.ts';
import { addConnectionOptions, type CliContext, type ConnectionOptions } from '../context.ts';
import { addFormatOptions, formatOf, printReply, type FormatOptions } from '../query-output.ts';

/** `rockpool sql "SELECT count(*) AS n FROM users WHERE city = :city" city=Oslo` */
export function addSqlCommand(program: Command, context: CliContext): void {
  const command = program
    .command('sql')
    .summary('run a statement that is not stored')
    .description('Runs one SELECT over the collections and prints its rows. Values go in as :name, never as text.')
    .argument('<statement>', 'one SELECT')
    .argument('[arguments...]', 'name=value, or name:type=value (string, int, float, bool, date, timestamp)')
    .addHelpText(
      'after',
      '\nA value that reads as a JSON number or boolean is one; name:string=7 keeps it a text.\n\nExample:\n  rockpool sql "SELECT * FROM users WHERE user_id = :id" id=u-17',
    );
  addConnectionOptions(addFormatOptions(command)).action(
    async (statement: string, texts: readonly string[], options: ConnectionOptions & FormatOptions) => {
      const parameters = parametersJson(parseArguments(texts));
      await withConnection(context, options, { data: 'current', lambdas: 'leave' }, async (client) => {
        if (formatOf(options) === 'csv') {
          const csv = await client.text(queriesPath, queryCall(statement, parameters, { accept: 'text/csv' }));
          context.terminal.out(csv.trimEnd());
          return;
        }
        printReply(
          context.terminal,
          formatOf(options),
          await client.json<QueryReplyBody>(queriesPath, queryCall(statement, parameters)),
        );
      });
    },
  );
}
