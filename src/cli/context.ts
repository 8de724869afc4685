import type { Command } from 'commander';
import type { Terminal } from './terminal.ts';

/** What every command is given. */
export interface CliContext {
  readonly terminal: Terminal;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The options that say which project, or which server. */
export interface ConnectionOptions {
  readonly project?: string;
  readonly config?: string;
  readonly server?: string;
}

export function addProjectOptions(command: Command): Command {
  return command
    .option('--project <folder>', 'folder with the rockpool.yaml (default: here, or the nearest above)')
    .option('--config <file>', 'another configuration file of the project');
}

export function addConnectionOptions(command: Command): Command {
  return addProjectOptions(command).option(
    '--server <url>',
    'address of a running server (default: ROCKPOOL_URL); its key is read from ROCKPOOL_API_KEY',
  );
}
