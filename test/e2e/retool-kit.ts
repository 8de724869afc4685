import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { readContracts } from '../../src/cli/read-contracts.ts';
import { makeHttpClient } from '../../src/client/http-client.ts';
import { openApp, type OpenAppOptions } from '../../src/interpreter/open-app.ts';
import type { RunningApp, Shown } from '../../src/interpreter/running-app.ts';
import { decodeApp, type ExportedApp } from '../../src/retool/codec/decode-app.ts';
import { makeRetoolKit } from '../../src/retool/make-retool-kit.ts';
import { resourceLink } from '../../src/retool/plugins/lambda-query.ts';
import { keyPlaceholder } from '../../src/retool/resource/resource-options.ts';
import type { ServerProcess } from './server-process.ts';

/** The generated files of a running server, as Retool would read them. */
export interface RetoolKit {
  /** An app as its file holds it. */
  app(path: string): Promise<ExportedApp>;
  /** Opens the app of a file, with the resource of the kit and the server's key in it, and waits until it has loaded. */
  open(path: string, options?: Partial<OpenAppOptions>): Promise<RunningApp>;
}

interface ApiBody {
  readonly options: { readonly base_url: string; readonly headers: readonly (readonly [string, string])[] };
}

/** Writes the kit of all deployed lambdas below `folder`. */
export async function writeKit(server: ServerProcess, folder: string): Promise<RetoolKit> {
  const { address, key } = server;
  const { contracts: lambdas, without } = await readContracts(makeHttpClient({ address, key }), 'latest');
  expect(without).toEqual([]);
  for (const { path, text } of makeRetoolKit({ lambdas, tag: 'latest', address })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const read = (path: string): Promise<string> => readFile(join(folder, path), 'utf8');
  const { options: resource } = JSON.parse(await read('resource.restapi.json')) as ApiBody;
  // Retool puts the value of the configuration variable in.
  const headers = resource.headers.map(([name, value]) => [name, value.replace(keyPlaceholder, `ApiKey ${key}`)]);
  const resources = new Map([
    [resourceLink.name, { baseUrl: resource.base_url, headers: Object.fromEntries(headers) as Record<string, string> }],
  ]);
  const app = async (path: string): Promise<ExportedApp> => decodeApp(await read(path), path);
  return {
    app,
    async open(path, options) {
      const running = openApp({ app: await app(path), fetch, resources, ...options });
      await running.settled();
      return running;
    },
  };
}

/** Sets an input, and waits until everything that depends on it is done. */
export async function choose(app: RunningApp, id: string, value: unknown): Promise<void> {
  app.set(id, value);
  await app.settled();
}

/** Everything that a person sees, by widget. */
export const seen = (app: RunningApp): Readonly<Record<string, Shown>> =>
  Object.fromEntries(
    app
      .widgets()
      .map((id) => [id, app.shown(id)] as const)
      .filter(([, { hidden }]) => !hidden),
  );
