import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadConfig, type LoadConfigOptions } from '../config/load-config.ts';
import type { Config } from '../config/config.ts';
import type { CliContext, ConnectionOptions } from './context.ts';
import { findProject } from './find-project.ts';

/** The configuration of the project that the options name. Throws PROJECT_NOT_FOUND, CONFIG_INVALID, CONFIG_VARIABLE_MISSING. */
export function loadProject(
  context: CliContext,
  options: Pick<ConnectionOptions, 'project' | 'config'>,
  flags: LoadConfigOptions['flags'] = {},
): Config {
  const projectFolder = options.project === undefined ? findProject(process.cwd()) : resolve(options.project);
  return loadConfig({
    projectFolder,
    flags,
    environment: context.environment,
    ...(options.config === undefined ? {} : { file: nearestFile(options.config) }),
  });
}

/** A shell completes names from the current folder, so that meaning comes first; else the file is the project's. */
const nearestFile = (file: string): string => (existsSync(file) ? resolve(file) : file);
