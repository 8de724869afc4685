import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The key that a store folder's owner may use: read from `<folder>/key`, or made and kept there, readable by its owner only. */
export async function loadStoreKey(folder: string, generate: () => string): Promise<string> {
  const file = join(folder, 'key');
  const found = await readFile(file, 'utf8').catch(() => '');
  if (found.trim() !== '') return found.trim();
  const key = generate();
  await writeFile(file, `${key}\n`, { mode: 0o600 });
  return key;
}
