import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TopicSource } from '../catalog/collection.ts';
import { openFilesConnector } from '../files/connector.ts';
import type { Connector } from '../ingest/connector.ts';
import { connectorOnDemand } from './connector-on-demand.ts';

const source: TopicSource = {
  kind: 'topic',
  id: 'clicks',
  integration: 'files',
  topic: 'clicks',
  format: { kind: 'json' },
  start: 'earliest',
};
const nothing = { positions: {} };

let folder: string;
let opened: Connector[];
let connector: Connector;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'on-demand-'));
  opened = [];
  connector = connectorOnDemand(() => {
    opened.push(openFilesConnector({ folder }));
    return Promise.resolve(opened[0]!);
  });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('opens nothing to be made and closed', async () => {
  await connector.close();

  expect(opened).toEqual([]);
});

it('opens once, however many ask for it at the same time', async () => {
  const healths = await Promise.all([connector.health(source, nothing), connector.health(source, nothing)]);

  expect(healths).toEqual([{ behind: 0 }, { behind: 0 }]);
  expect(opened).toHaveLength(1);
});

it('ends what it reads when it is closed', async () => {
  const reading = connector.follow(source, nothing, new AbortController().signal)[Symbol.asyncIterator]().next();
  await connector.health(source, nothing);
  await connector.close();

  expect(await reading).toEqual({ done: true, value: undefined });
});
