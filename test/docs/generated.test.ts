import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

let project: string;
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'rockpool-generated-'));
  for (const part of ['rockpool.yaml', 'collections', 'lambdas'])
    await cp(join(root, part), join(project, part), { recursive: true });
});
afterAll(() => rm(project, { recursive: true, force: true }));

const rockpool = (...args: readonly string[]): Promise<{ readonly stdout: string }> =>
  promisify(execFile)(process.execPath, [join(root, 'bin/rockpool.cjs'), ...args, '--project', project], {
    maxBuffer: 16 * 1024 ** 2,
    env: { ...process.env, ROCKPOOL_URL: '', ROCKPOOL_API_KEY: '' },
  });

it('keeps openapi/openapi.json as `rockpool openapi` prints it', async () => {
  const { stdout } = await rockpool('openapi');

  const committed = await readFile(join(root, 'openapi/openapi.json'), 'utf8');
  expect(
    stdout.trimEnd() === committed.trimEnd(),
    'differs: run `npx rockpool openapi --out openapi/openapi.json`',
  ).toBe(true);
});

it('keeps retool/ as `rockpool retool build` writes it', async () => {
  await expect(rockpool('retool', 'build', '--check', '--out', join(root, 'retool'))).resolves.toBeDefined();
});
