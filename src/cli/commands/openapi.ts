import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { parse, stringify } from 'lossless-json';
import { withConnection } from '../connect.ts';
import { addConnectionOptions, type CliContext, type ConnectionOptions } from '../context.ts';

/** `rockpool openapi --out openapi/openapi.json` */
export function addOpenapiCommand(program: Command, context: CliContext): void {
  const command = program
    .command('openapi')
    .summary('print the OpenAPI document')
    .description('Prints the OpenAPI 3.1 document: one typed operation per lambda, beside those of the platform.')
    .option('--out <file>', 'write it there instead');
  addConnectionOptions(command).action(async (options: ConnectionOptions & { readonly out?: string }) => {
    await withConnection(context, options, { data: 'as-stored', lambdas: 'deploy' }, async (client, publicAddress) => {
      const document = parse(await client.text('/openapi.json')) as Record<string, unknown>;
      const text = stringify({ ...document, servers: [{ url: publicAddress }] }, undefined, 2) ?? '';
      if (options.out === undefined) {
        context.terminal.out(text);
        return;
      }
      await writeFile(options.out, `${text}\n`);
      context.terminal.err(`written to ${options.out}`);
    });
  });
}
