import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { problemsError, RockpoolError, type Problem } from '../base/error.ts';
import { checkIntegrations } from './check-integrations.ts';
import { checkStore } from './check-store.ts';
import { checkValue, type PlaceSource } from './check-value.ts';
import { configSchema } from './config-schema.ts';
import type { Config, IntegrationConfig } from './config.ts';
import { booleanMembers, type WrittenIntegration } from './integration-kinds.ts';
import { isMap } from './is-map.ts';
import { makeIntegration } from './make-integration.ts';
import { makeStore, withEngine } from './make-store.ts';
import type { Environment } from './environment.ts';
import { expandVariables } from './expand-variables.ts';
import { options, type Option } from './options.ts';
import { parseYaml, type YamlDocument } from './yaml-document.ts';

export interface LoadConfigOptions {
  readonly projectFolder: string;
  /** Relative to the project folder; `rockpool.yaml` when absent. */
  readonly file?: string;
  /** Win over the file. Texts, as a command line has them. */
  readonly flags: { readonly host?: string; readonly port?: string | number; readonly log?: string };
  readonly environment: Environment;
}

const standardFile = 'rockpool.yaml';

/**
 * File, environment and flags as one checked, frozen configuration; paths are absolute. Throws PROJECT_NOT_FOUND without a file,
 * CONFIG_VARIABLE_MISSING when variables are all that is wrong, else CONFIG_INVALID; both with every problem at once.
 */
export function loadConfig({ projectFolder, file = standardFile, flags, environment }: LoadConfigOptions): Config {
  const folder = resolve(projectFolder);
  const path = resolve(folder, file);
  const document = readDocument(path, relative(folder, path) || file, folder);
  const expanded = expandVariables(document.value, environment, document);
  const written = withEngine(withScalars(expanded.value, expanded.variables));
  const places: PlaceSource = {
    placeOf: (...at) => document.placeOf(...at),
    variablesAt: (path) => expanded.variables.get(path.join('.')),
  };
  const atStore = checkStore(valueAt(written, 'store'), places);
  const unsaid = (said: readonly Problem[], found: readonly Problem[]): readonly Problem[] =>
    found.filter((problem) => !said.some((one) => samePlace(one, problem)));
  const problems = [
    ...expanded.problems,
    ...unsaid(expanded.problems, [
      ...unsaid(atStore, checkValue(configSchema, written, places)),
      ...atStore,
      ...checkIntegrations(valueAt(written, 'integrations'), places),
    ]),
    ...flagProblems(flags),
  ];
  if (problems.length > 0) {
    const missing = problems.every((problem) => problem.code === 'CONFIG_VARIABLE_MISSING');
    throw problemsError(missing ? 'CONFIG_VARIABLE_MISSING' : 'CONFIG_INVALID', problems);
  }
  return freeze(makeConfig(folder, path, written, flags, environment));
}

function readDocument(path: string, shown: string, folder: string): YamlDocument {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const absent = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new RockpoolError(
      'PROJECT_NOT_FOUND',
      absent ? `There is no ${shown} in ${folder}.` : `${shown} cannot be read.`,
      {
        cause,
      },
    );
  }
  const result = parseYaml(shown, text);
  if (result.kind === 'problems') throw problemsError('CONFIG_INVALID', result.problems);
  return result.document;
}

/** A text that came out of a variable may stand for a number, true or false; elsewhere "8080" in quotes is a mistake. */
function withScalars(value: unknown, variables: ReadonlyMap<string, string>): unknown {
  const numbers = new Set(
    Object.values(options)
      .filter((one) => one.kind === 'number')
      .map((one) => one.path),
  );
  const read = (text: string, path: readonly string[]): unknown => {
    if (!variables.has(path.join('.'))) return text;
    if (numbers.has(path.join('.')) && /^\d+$/.test(text)) return Number(text);
    const isBoolean = path.length === 3 && path[0] === 'integrations' && booleanMembers.has(path[2]!);
    return isBoolean && (text === 'true' || text === 'false') ? text === 'true' : text;
  };
  const walk = (one: unknown, path: readonly string[]): unknown => {
    if (typeof one === 'string') return read(one, path);
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return one;
    return Object.fromEntries(Object.entries(one).map(([key, member]) => [key, walk(member, [...path, key])]));
  };
  return walk(value, []);
}

function flagProblems(flags: LoadConfigOptions['flags']): readonly Problem[] {
  const wrong = (message: string): Problem => ({ code: 'CONFIG_INVALID', message });
  const port = Number(flags.port ?? 0);
  return [
    ...(flags.host === '' ? [wrong('--host must name an address.')] : []),
    ...(String(flags.port ?? 0).trim() === '' || !Number.isInteger(port) || port < 0 || port > 65_535
      ? [wrong(`--port must be a whole number from 0 to 65535, not ${JSON.stringify(String(flags.port))}.`)]
      : []),
    ...(flags.log === undefined || flags.log === 'text' || flags.log === 'json'
      ? []
      : [wrong(`--log must be text or json, not ${JSON.stringify(flags.log)}.`)]),
  ];
}

function makeConfig(
  folder: string,
  file: string,
  written: unknown,
  flags: LoadConfigOptions['flags'],
  environment: Environment,
): Config {
  const read = <T>(option: Option<T>): T => option.read(valueAt(written, option.path) ?? option.default);
  const pathOf = (option: Option<string>): string => resolve(folder, read(option));
  const integrations = Object.entries(objectAt(written, 'integrations')).map(
    ([name, one]): [string, IntegrationConfig] => [name, makeIntegration(one as WrittenIntegration, folder)],
  );
  const key = environment['ROCKPOOL_API_KEY'];
  return {
    projectFolder: folder,
    file,
    server: {
      host: flags.host ?? read(options.serverHost),
      port: flags.port === undefined ? read(options.serverPort) : Number(flags.port),
      log: (flags.log as 'text' | 'json' | undefined) ?? read(options.serverLog),
      ...(valueAt(written, 'server.tls') == null
        ? {}
        : { tls: { cert: pathOf(options.serverTlsCert), key: pathOf(options.serverTlsKey) } }),
      maxBodyBytes: read(options.serverMaxBody),
      maxConcurrentQueries: read(options.serverMaxConcurrentQueries),
      maxQueuedQueries: read(options.serverMaxQueuedQueries),
    },
    store: makeStore(valueAt(written, 'store') ?? {}, folder),
    query: {
      timeoutMs: read(options.queryTimeout),
      rows: read(options.queryRows),
      scanRows: read(options.queryScanRows),
      scanBytes: read(options.queryScanBytes),
      memoryBytes: read(options.queryMemory),
      resultTtlMs: read(options.queryResultTtl),
    },
    ingest: {
      maxRecordBytes: read(options.ingestMaxRecord),
      batchRecords: read(options.ingestBatchRecords),
      memoryBytes: read(options.ingestMemory),
      maxObjectBytes: read(options.ingestMaxObject),
      deadLettersMs: read(options.ingestDeadLetters),
    },
    integrations: Object.fromEntries(integrations),
    ...(key === undefined || key === '' ? {} : { bootstrapKey: key }),
  };
}

function valueAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((at, step) => (isMap(at) && Object.hasOwn(at, step) ? at[step] : undefined), value);
}

function objectAt(value: unknown, path: string): Readonly<Record<string, unknown>> {
  const found = valueAt(value, path);
  return isMap(found) ? found : {};
}

const samePlace = (a: Problem, b: Problem): boolean => a.line === b.line && a.column === b.column;

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze);
  return Object.freeze(value);
}
