import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { exists, newOwnedHome } from './folders.ts';
import { isServer } from './java-process.ts';
import { removeOrphans, removeOwned } from './owned.ts';
import { findServer, stopServer } from './server.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const typescript = fileURLToPath(new URL('../integration/embedded-store/typescript.mjs', import.meta.url));

describe('an owned server', () => {
  const homes: string[] = [];
  afterEach(() => Promise.all(homes.splice(0).map(removeOwned)));

  it('is removed when its owner was killed, and not before', { timeout: 120_000 }, async () => {
    const script = `
      import { startOwned } from '${here('owned.ts')}';
      import { s3 } from '${here('s3.ts')}';
      const { home, pid } = await startOwned(s3);
      process.stdout.write(JSON.stringify({ home, pid }));
      setInterval(() => {}, 1_000);
    `;
    const owner = spawn(process.execPath, ['--import', typescript, '--input-type=module', '-e', script]);
    const { home, pid } = JSON.parse(String((await once(owner.stdout, 'data'))[0])) as { home: string; pid: number };
    homes.push(home);
    await removeOrphans();
    const beforeTheKill = isServer(pid, home);
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    const afterTheKill = isServer(pid, home);
    await removeOrphans();

    expect([beforeTheKill, afterTheKill, isServer(pid, home), await exists(home)]).toEqual([true, true, false, false]);
  });

  it('whose pid is somebody else’s by now is taken for gone, and that process lives', async () => {
    const stranger = spawn('sleep', ['60'], { detached: true });
    const home = newOwnedHome('stranger');
    homes.push(home);
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'server.json'), JSON.stringify({ pid: stranger.pid, ports: {}, variables: {} }));

    const found = findServer(home);
    await stopServer(home, 0);
    await removeOwned(home);
    const state = readStateOf(stranger.pid!);
    stranger.kill();

    expect({ found, state }).toEqual({ found: undefined, state: 'alive' });
  });

  it.each(['', '{', 'null', '[]', '{"pid":"1"}', '{"pid":-1}', '{"pid":0}', '{"ports":{}}'])(
    'with the record %j is none',
    async (text) => {
      const home = newOwnedHome('broken');
      homes.push(home);
      mkdirSync(home, { recursive: true });
      writeFileSync(join(home, 'server.json'), text);

      await stopServer(home, 0);

      expect(findServer(home)).toBeUndefined();
    },
  );
});

/** Signal 0 reaches what is alive, and throws for what is not. */
const readStateOf = (pid: number): string => (process.kill(pid, 0) ? 'alive' : 'gone');
