import { Option, type Command } from 'commander';
import type { SourceBody } from '../../api/sources.ts';
import { parseQualified, printQualified, type QualifiedName } from '../../base/name.ts';
import { resumeSource, suspendSource } from '../../client/collections.ts';
import type { HttpClient } from '../../client/http-client.ts';
import { chooseSources, sourceName } from '../choose-sources.ts';
import { withConnection } from '../connect.ts';
import { addConnectionOptions, type CliContext, type ConnectionOptions } from '../context.ts';
import { duration } from '../option-values.ts';

const needs = { data: 'as-stored', lambdas: 'leave' } as const;

/** `rockpool suspend user_activity --for 2h` */
export function addSuspendCommand(program: Command, context: CliContext): void {
  const command = program
    .command('suspend')
    .summary('stop reading sources for a while')
    .description(
      'Stops reading a source, or all of a collection, for a while. It goes on by itself where it stopped, also after a restart.',
    )
    .argument('<collection>', 'its name')
    .argument('[source]', 'as `status` shows it, its topic, or bucket with pattern (default: all)')
    .addOption(
      new Option('--for <duration>', 'how long: 30s, 5m, 2h, 7d').argParser(duration).default(3_600_000, '1h'),
    );
  addConnectionOptions(command).action(
    async (collection: string, source: string | undefined, options: ConnectionOptions & { readonly for: number }) => {
      await each(context, options, collection, source, async (client, name, { id }) => {
        const suspended = await suspendSource(client, name, id, `${options.for}ms`);
        return `suspended until ${suspended.resume_at ?? ''}`;
      });
    },
  );
}

/** `rockpool resume user_activity` */
export function addResumeCommand(program: Command, context: CliContext): void {
  const command = program
    .command('resume')
    .summary('read suspended sources again')
    .description('Reads a suspended source again, or all of a collection, from where it stopped.')
    .argument('<collection>', 'its name')
    .argument('[source]', 'as `status` shows it, its topic, or bucket with pattern (default: all)');
  addConnectionOptions(command).action(
    async (collection: string, source: string | undefined, options: ConnectionOptions) => {
      await each(context, options, collection, source, async (client, name, { id }) => {
        await resumeSource(client, name, id);
        return 'resumed';
      });
    },
  );
}

async function each(
  context: CliContext,
  options: ConnectionOptions,
  collection: string,
  text: string | undefined,
  act: (client: HttpClient, name: QualifiedName, source: SourceBody) => Promise<string>,
): Promise<void> {
  const { terminal } = context;
  await withConnection(context, options, needs, async (client) => {
    const name = parseQualified(collection);
    const sources = await chooseSources(client, name, text);
    if (sources.length === 0) terminal.out(`${printQualified(name)} has no sources.`);
    for (const source of sources) terminal.out(`${sourceName(source)} is ${await act(client, name, source)}.`);
  });
}
