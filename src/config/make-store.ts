import { resolve } from 'node:path';
import { parseDuration } from '../base/duration.ts';
import type { StoreConfig } from './config.ts';
import { isMap } from './is-map.ts';
import type { WrittenStore } from './store-engines.ts';

/** What rockpool.yaml says of the store, with defaults and absolute paths. An empty text counts as absent. */
export function makeStore(written: WrittenStore, projectFolder: string): StoreConfig {
  const path = resolve(projectFolder, written.path ?? '.rockpool');
  if (written.engine !== 'elasticsearch') return { engine: 'embedded', path };
  const { api_key: apiKey, username, password, ca, index_prefix: indexPrefix = 'rockpool' } = written;
  return {
    engine: 'elasticsearch',
    nodes: nodesOf(written.node),
    ...(apiKey ? { apiKey } : {}),
    ...(username && password ? { username, password } : {}),
    ...(ca ? { ca: resolve(projectFolder, ca) } : {}),
    indexPrefix,
    path,
    requestTimeoutMs: parseDuration(written.request_timeout ?? '30s')!,
  };
}

/** The file with the engine of a store that names none: embedded, unless it has what only a cluster has. */
export function withEngine(written: unknown): unknown {
  if (!isMap(written) || !isMap(written['store']) || Object.hasOwn(written['store'], 'engine')) return written;
  const engine = Object.hasOwn(written['store'], 'node') ? 'elasticsearch' : 'embedded';
  return { ...written, store: { ...written['store'], engine } };
}

/** The URLs of a text with commas, or of a list of them. */
export function nodesOf(node: string | readonly string[]): readonly string[] {
  return [node]
    .flat()
    .flatMap((one) => one.split(','))
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
