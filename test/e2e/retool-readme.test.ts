import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { retoolToken, startRetoolPublicApi, type RetoolPublicApi } from '../retool/public-api.ts';
import { copyCustomer360, type Customer360 } from './customer-360-project.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

let customer360: Customer360;
let retool: RetoolPublicApi;
let folder: string;
beforeAll(async () => {
  retool = await startRetoolPublicApi();
  customer360 = await copyCustomer360({ store: '.rockpool' });
  await customer360.start();
  // A folder as a clone is one, as far as these commands see it.
  folder = await mkdtemp(join(tmpdir(), 'rockpool-readme-'));
  await mkdir(join(folder, 'node_modules/.bin'), { recursive: true });
  await symlink(join(root, 'bin/rockpool.cjs'), join(folder, 'node_modules/.bin/rockpool'));
  await cp(join(root, 'retool'), join(folder, 'retool'), { recursive: true });
});
afterAll(async () => {
  await customer360.remove();
  await retool.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The command blocks of the README's section on Retool, in their order. */
async function blocks(): Promise<readonly string[]> {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const section = /\n## Retool\n([\s\S]*?)\n## /.exec(readme)?.[1] ?? '';
  return [...section.matchAll(/^( *)```sh\n([\s\S]*?)\n *```/gm)].map(([, indent, text]) =>
    text!.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
}

async function shell(script: string): Promise<{ readonly code: number | null; readonly output: string }> {
  const { address, key } = customer360.server();
  const child = spawn('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: folder,
    env: {
      ...process.env,
      ROCKPOOL_URL: address,
      ROCKPOOL_API_KEY: key,
      ROCKPOOL_PUBLIC_URL: 'https://lambdas.example.com',
      RETOOL_URL: retool.url,
      RETOOL_TOKEN: retoolToken,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

it('every command of the README brings the kit a step further', async () => {
  const [makeKey, push, byHand, check, ...others] = await blocks();
  expect(others).toEqual([]);

  expect(await shell(makeKey!)).toMatchObject({ code: 0 });
  expect(await shell(push!)).toEqual({ code: 0, output: expect.stringContaining('created the resource') as string });
  expect((await readdir(join(folder, '.rockpool/retool'))).sort()).toEqual([
    'customer-360.json',
    'lambda-explorer.json',
  ]);
  expect(await shell(byHand!)).toEqual({ code: 0, output: expect.stringContaining('"success":true') as string });
  expect(await shell(check!)).toEqual({
    code: 0,
    output: expect.stringContaining('fits the deployed lambdas') as string,
  });

  const made = retool.calls.filter(({ method }) => method === 'POST').map(({ body }) => body);
  expect(made[0]).toEqual(made[1]);
  expect(made[0]).toMatchObject({ options: { base_url: 'https://lambdas.example.com/v1/orgs/self' } });
});
