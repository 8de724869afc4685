import type { Command } from 'commander';
import { parse, stringify } from 'lossless-json';
import { RockpoolError } from '../../base/error.ts';
import type { HttpClient } from '../../client/http-client.ts';
import { serversOf } from '../../openapi/servers.ts';
import { withConnection } from '../connect.ts';
import { addConnectionOptions, type CliContext, type ConnectionOptions } from '../context.ts';
import { diffProject } from '../diff-project.ts';
import { outPath } from '../option-values.ts';
import { writeGenerated } from '../write-generated.ts';

interface OpenapiCommandOptions extends ConnectionOptions {
  readonly out?: string;
  readonly diff?: true;
  readonly prune?: true;
  readonly tag?: string;
}

/** `rockpool openapi --out openapi/openapi.json`, `rockpool openapi --diff` */
export function addOpenapiCommand(program: Command, context: CliContext): void {
  const command = program
    .command('openapi')
    .summary('print the OpenAPI document, or what would change in it')
    .description('Prints the OpenAPI 3.1 document: one typed operation per lambda, beside those of the platform.')
    .option('--out <file>', 'write it there instead', outPath)
    .option('--diff', 'print how the files differ from what is deployed instead; fails when clients would break')
    .option('--prune', 'with --diff: of a deploy that deletes the lambdas that no file defines')
    .option('--tag <tag>', 'with --diff: what is deployed under this tag (default: latest)');
  addConnectionOptions(command).action(async ({ out, diff, prune, tag, ...options }: OpenapiCommandOptions) => {
    if (diff === true) {
      if (out !== undefined) throw unfit('--diff prints, and writes no file.', 'Leave out --out or --diff.');
      return diffProject(context, options, { tag: tag ?? 'latest', prune: prune === true });
    }
    if (prune !== undefined || tag !== undefined) {
      throw unfit(
        `${tag === undefined ? '--prune' : '--tag'} belongs to --diff; the document is always of the tag latest.`,
        'Add --diff, or leave it out.',
      );
    }
    const needs = { data: 'as-stored', lambdas: 'deploy', problems: 'refuse' } as const;
    await withConnection(context, options, needs, async (client, publicAddress) => {
      const text =
        stringify({ ...(await readDocument(client)), servers: serversOf(publicAddress) }, undefined, 2) ?? '';
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

const unfit = (message: string, hint: string): RockpoolError => new RockpoolError('REQUEST_INVALID', message, { hint });

/** With all digits of its numbers. Throws SERVER_UNREACHABLE for what is no such document. */
async function readDocument(client: HttpClient): Promise<object> {
  const document = parsed(await client.text('/openapi.json'));
  if (typeof document === 'object' && document !== null && 'openapi' in document) return document;
  throw new RockpoolError('SERVER_UNREACHABLE', `What answers at ${client.address} is no Rockpool server.`);
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
