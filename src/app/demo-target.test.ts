import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Config, IntegrationConfig } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { openDemoTarget } from './demo-target.ts';

const nowhere: IntegrationConfig = {
  kind: 's3',
  region: 'us-east-1',
  endpoint: 'http://127.0.0.1:9',
  pathStyle: true,
};
const root = join(import.meta.dirname, '../..');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rockpool-target-'));
});

afterEach(() => rm(folder, { recursive: true }));

const configWith = (integrations: Config['integrations']): Config => ({
  ...loadConfig({ projectFolder: root, flags: {}, environment: {} }),
  integrations,
});

describe('the target of the demo', () => {
  it.each([
    ['no integration', {}],
    ['an integration of another name', { clicks: { kind: 'files', path: '/x' } }],
    ['buckets', { events: nowhere }],
  ] as const)('needs a place for events, not %s', async (_, integrations) => {
    await expect(openDemoTarget(configWith(integrations))).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('an integration named "events" of kind files or kafka') as string,
    });
  });

  it('writes events to files and the catalog to S3, each where the configuration says', async () => {
    const target = await openDemoTarget(configWith({ events: { kind: 'files', path: folder }, catalog: nowhere }));

    await expect(target.prepare()).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
    await target.activity.append([{ user: 'u-1', text: '{}' }]);
    await target.close();

    expect(existsSync(join(folder, 'topics/user_activity.ndjson'))).toBe(true);
  });

  it('has nothing to prepare when all is files', async () => {
    const target = await openDemoTarget(configWith({ events: { kind: 'files', path: folder } }));

    await target.prepare();
    await target.close();

    expect(existsSync(join(folder, 'topics/user_purchases.ndjson'))).toBe(true);
  });
});
