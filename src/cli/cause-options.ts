import { Option, type Command } from 'commander';
import type { QualifiedName } from '../base/name.ts';
import { listSources } from '../client/collections.ts';
import type { Cause } from '../client/dead-letters.ts';
import type { HttpClient } from '../client/http-client.ts';
import { sourceName } from './choose-sources.ts';

/** Adds the options that say which dead letters are meant. */
export function addCauseOptions(command: Command): Command {
  return command
    .option('--source <source>', 'only of this source: its id, topic, or bucket with pattern')
    .option('--code <code>', 'only with this code, for example RECORD_FIELD_TYPE')
    .addOption(new Option('--stage <stage>', 'only of this stage').choices(['decode', 'transform', 'store']));
}

/** The cause that the options name; a source may be named as people do. One that is not there any longer is meant by its id. */
export async function readCause(client: HttpClient, collection: QualifiedName, options: Cause): Promise<Cause> {
  const { source, stage, code } = options;
  const known = source === undefined ? [] : await listSources(client, collection);
  const named = known.find((one) => [one.of, sourceName(one)].includes(source!));
  return {
    ...(source === undefined ? {} : { source: named?.id ?? source }),
    ...(stage === undefined ? {} : { stage }),
    ...(code === undefined ? {} : { code: code.toUpperCase() }),
  };
}
