import type { Command } from 'commander';
import { parse, stringify } from 'lossless-json';
import { serversOf } from '../../openapi/servers.ts';
import { withConnection } from '../connect.ts';
import { addConnectionOptions, type CliContext, type ConnectionOptions } from '../context.ts';
import { diffProject } from '../diff-project.ts';
import { writeGenerated } from '../write-generated.ts';

interface OpenapiCommandOptions extends ConnectionOptions {
  readonly out?: string;
  readonly diff?: true;
  readonly prune?: true;
  readonly tag: string;
}

/** `rockpool openapi --out openapi/openapi.json`, `rockpool openapi --diff` */
export function addOpenapiCommand(program: Command, context: CliContext): void {
  const command = program
    .command('openapi')
    .summary('print the OpenAPI document, or what would change in it')
    .description('Prints the OpenAPI 3.1 document: one typed operation per lambda, beside those of the platform.')
    .option('--out <file>', 'write it there instead')
    .option('--diff', 'print how the files differ from what is deployed instead; fails when clients would break')
    .option('--prune', 'with --diff: of a deploy that deletes the lambdas that no file defines')
    .option('--tag <tag>', 'with --diff: what is deployed under this tag', 'latest');
  addConnectionOptions(command).action(async ({ out, diff, prune, tag, ...options }: OpenapiCommandOptions) => {
    if (diff === true) return diffProject(context, options, { tag, prune: prune === true });
    await withConnection(context, options, { data: 'as-stored', lambdas: 'deploy' }, async (client, publicAddress) => {
      const document = parse(await client.text('/openapi.json')) as Record<string, unknown>;
      const text = stringify({ ...document, servers: serversOf(publicAddress) }, undefined, 2) ?? '';
      if (out === undefined) {
        context.terminal.out(text);
        return;
      }
      await writeGenerated(context.terminal, [{ path: out, text: `${text}\n` }], {
        command: 'rockpool openapi',
        check: false,
      });
    });
  });
}
