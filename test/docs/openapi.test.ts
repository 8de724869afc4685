import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('keeps openapi/openapi.json as `rockpool openapi` prints it', async () => {
  const project = await mkdtemp(join(tmpdir(), 'rockpool-openapi-'));
  try {
    for (const part of ['rockpool.yaml', 'collections', 'lambdas'])
      await cp(join(root, part), join(project, part), { recursive: true });
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(root, 'bin/rockpool.cjs'), 'openapi', '--project', project],
      {
        maxBuffer: 16 * 1024 ** 2,
        env: { ...process.env, ROCKPOOL_URL: '', ROCKPOOL_API_KEY: '' },
      },
    );

    const committed = await readFile(join(root, 'openapi/openapi.json'), 'utf8');
    expect(
      stdout.trimEnd() === committed.trimEnd(),
      'differs: run `npx rockpool openapi --out openapi/openapi.json`',
    ).toBe(true);
  } finally {
    await rm(project, { recursive: true, force: true });
  }
});
