import type { Command } from 'commander';
import { RockpoolError } from '../../base/error.ts';
import { parseQualified, type QualifiedName } from '../../base/name.ts';
import {
  countDeadLetters,
  deleteDeadLetter,
  deleteDeadLetters,
  replayDeadLetters,
  type Cause,
} from '../../client/dead-letters.ts';
import type { HttpClient } from '../../client/http-client.ts';
import { addCauseOptions, readCause } from '../cause-options.ts';
import { withConnection } from '../connect.ts';
import { addConnectionOptions, type CliContext, type ConnectionOptions } from '../context.ts';
import { countOf } from '../output.ts';
import { startProgress } from '../progress.ts';

const needs = { data: 'as-stored', lambdas: 'leave' } as const;
/** Letters of one request; so many make a step of the progress bar. */
const pageSize = 500;

/** `rockpool dead-letters replay user_activity --code RECORD_TRANSFORMATION` */
export function addReplayCommand(group: Command, context: CliContext): void {
  const replay = group
    .command('replay')
    .description(
      'Tries refused records again, for example after the collection file was corrected. Those that pass are gone afterwards.',
    )
    .argument('<collection>', 'its name')
    .argument('[ids...]', 'only these (default: all)');
  addConnectionOptions(addCauseOptions(replay)).action(
    async (collection: string, ids: readonly string[], options: ConnectionOptions & Cause) => {
      await withConnection(context, options, needs, async (client) => {
        const name = parseQualified(collection);
        const cause = await readCause(client, name, options);
        const { replayed, failed } =
          ids.length > 0
            ? await replayDeadLetters(client, name, { ids, ...cause })
            : await replayPages(context, client, name, cause);
        context.terminal.out(`${countOf(replayed, 'record')} passed, ${failed} failed again.`);
      });
    },
  );
}

/** In several requests, none of which takes long. */
async function replayPages(
  { terminal }: CliContext,
  client: HttpClient,
  collection: QualifiedName,
  cause: Cause,
): Promise<{ readonly replayed: number; readonly failed: number }> {
  const causes = await countDeadLetters(client, collection);
  const letters = causes.reduce((most, one) => most + one.count, 0);
  const progress = startProgress(terminal, 'replaying', Math.ceil(letters / pageSize));
  const sum = { replayed: 0, failed: 0 };
  let after: string | undefined;
  try {
    do {
      const choice = { ...cause, limit: pageSize, ...(after === undefined ? {} : { after }) };
      const outcome = await replayDeadLetters(client, collection, choice);
      sum.replayed += outcome.replayed;
      sum.failed += outcome.failed;
      after = outcome.last;
      progress.step();
    } while (after !== undefined);
  } finally {
    progress.stop();
  }
  return sum;
}

/** `rockpool dead-letters delete user_activity --code RECORD_NOT_JSON` */
export function addDeleteCommand(group: Command, context: CliContext): void {
  const command = group
    .command('delete')
    .description('Forgets refused records: these, or those of a cause.')
    .argument('<collection>', 'its name')
    .argument('[ids...]', 'as `list` shows them');
  addConnectionOptions(addCauseOptions(command)).action(
    async (collection: string, ids: readonly string[], options: ConnectionOptions & Cause) => {
      const isCause = options.source !== undefined || options.stage !== undefined || options.code !== undefined;
      if (isCause === ids.length > 0) {
        throw new RockpoolError('REQUEST_INVALID', 'Either ids or a cause say what is deleted.', {
          hint: 'Write the ids that `rockpool dead-letters list` shows, or one of --source, --stage and --code.',
        });
      }
      await withConnection(context, options, needs, async (client) => {
        const name = parseQualified(collection);
        for (const id of ids) await deleteDeadLetter(client, name, id);
        const deleted = isCause
          ? await deleteDeadLetters(client, name, await readCause(client, name, options))
          : ids.length;
        context.terminal.out(`${countOf(deleted, 'dead letter')} deleted.`);
      });
    },
  );
}
