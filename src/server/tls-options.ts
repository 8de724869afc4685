import { readFile } from 'node:fs/promises';
import { RockpoolError } from '../base/error.ts';
import type { Config } from '../config/config.ts';

/** Certificate and key for a server that speaks TLS; nothing for another. Throws CONFIG_INVALID when one cannot be read. */
export async function tlsOptions({ tls }: Config['server']): Promise<{ https?: { cert: string; key: string } }> {
  if (tls === undefined) return {};
  const read = (what: string, path: string): Promise<string> =>
    readFile(path, 'utf8').catch((cause: unknown) => {
      throw new RockpoolError('CONFIG_INVALID', `The TLS ${what} ${path} cannot be read.`, { cause });
    });
  return { https: { cert: await read('certificate', tls.cert), key: await read('key', tls.key) } };
}
