import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect } from 'vitest';

const bin = fileURLToPath(new URL('../../bin/rockpool.cjs', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the built program as a user would, with nothing but these variables of ours. */
export async function rockpool(
  folder: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: folder,
    env: { ...process.env, ROCKPOOL_API_KEY: '', ROCKPOOL_URL: '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

/** A folder and in it the project `shop`, which `rockpool init` makes before the tests of a file; both are gone after them. */
export function useNewProject(): { readonly root: string; readonly project: string } {
  const root = mkdtempSync(join(tmpdir(), 'rockpool-cli-'));
  beforeAll(async () => {
    expect(await rockpool(root, ['init', 'shop'])).toMatchObject({ code: 0 });
  });
  afterAll(() => rm(root, { recursive: true, force: true }));
  return { root, project: join(root, 'shop') };
}

/** What `top_pages` of the new project answers for the visitor ada. */
export const rows = [
  { page: '/pricing', visits: 1, seconds: 31.5 },
  { page: '/home', visits: 1, seconds: 4.2 },
];
