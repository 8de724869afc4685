import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LambdaContract, ParameterContract } from '../../src/api/lambda-contract.ts';
import { readContracts } from '../../src/cli/read-contracts.ts';
import { makeHttpClient } from '../../src/client/http-client.ts';
import type { RunningApp } from '../../src/interpreter/running-app.ts';
import { labelOf } from '../../src/retool/plugins/column-format.ts';
import { choose, writeKit, type RetoolKit } from './retool-kit.ts';
import { eventually, startServer, type ServerProcess } from './server-process.ts';

let project: string;
let server: ServerProcess;
let kit: RetoolKit;
let lambdas: readonly LambdaContract[];
let app: RunningApp;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'rockpool-explorer-'));
  await cp(fileURLToPath(new URL('../retool/project', import.meta.url)), project, { recursive: true });
  server = await startServer(project);
  for (const collection of ['ws/commons/collections/orders', 'ws/sales.emea/collections/visits'])
    await eventually(
      async () => (await server.call('GET', `/${collection}/sources`)).body.data,
      (sources) => sources.every(({ behind, status }) => behind === 0 && status.state === 'WATCHING'),
    );
  ({ contracts: lambdas } = await readContracts(makeHttpClient(server), 'latest'));
  kit = await writeKit(server, join(project, 'kit'));
  app = await kit.open('lambda-explorer.json');
});

afterAll(async () => {
  app.close();
  await server.stop();
  await rm(project, { recursive: true, force: true });
});

type Row = Readonly<Record<string, unknown>>;

/** The rows of a direct call, by the labels that their columns have on the screen. */
async function rowsOf({ workspace, name }: LambdaContract, args: Row): Promise<readonly Row[]> {
  const path = `/ws/${workspace}/lambdas/${name}/tags/latest`;
  const { status, body, text } = await server.call('POST', path, { arguments: args });
  expect(status, text).toBe(200);
  return body.results.map((row) =>
    Object.fromEntries(Object.entries(row).map(([column, value]) => [labelOf(column), value])),
  );
}

/** Something to enter, as its author says or as its type allows; undefined for what may stay as it is. */
function entered({ type, example, default: standard, constraints }: ParameterContract): unknown {
  if (example !== undefined) return example;
  if (standard !== undefined || constraints?.nullable === true) return undefined;
  return constraints?.enum?.[0] ?? (type === 'bool' ? true : undefined);
}

const isPage = ({ name }: ParameterContract): boolean => name === 'limit' || name === 'offset';

/** As a select holds it, whose options are text. */
const asInput = (value: unknown, { type, constraints }: ParameterContract): unknown =>
  constraints?.enum !== undefined || type === 'bool' ? String(value) : value;

/** The input on the open page for a parameter, by its label. */
const inputFor = ({ name }: ParameterContract): string =>
  app.widgets().find((id) => app.shown(id).label === labelOf(name)) ?? `no input for ${name}`;

const tableOf = (page: string): string =>
  app.widgets().find((id) => id.startsWith(page) && app.shown(id).rows !== undefined) ?? `no table on ${page}`;

const pages = async (): Promise<readonly string[]> =>
  (await kit.app('lambda-explorer.json')).plugins.filter(({ type }) => type === 'screen').map(({ id }) => id);

describe('lambda-explorer.json', () => {
  it('has a page for every lambda, and links to all of them on each', async () => {
    const ids = await pages();
    expect(ids).toHaveLength(20);
    const navigation = app.widgets().find((id) => app.shown(id).options?.length === 20) ?? '';
    expect(app.shown(navigation).options?.map(({ value }) => value)).toEqual(ids);
  });

  it('shows on every page what the lambda answers, with the examples of its parameters', async () => {
    const ids = await pages();
    for (const [index, lambda] of lambdas.entries()) {
      const page = ids[index] ?? '';
      app.goTo(page);
      await app.settled();
      const own = lambda.parameters.filter((parameter) => !isPage(parameter));
      const args: Record<string, unknown> = {};
      for (const parameter of own) {
        const value = entered(parameter);
        if (value === undefined) continue;
        args[parameter.name] = value;
        await choose(app, inputFor(parameter), asInput(value, parameter));
      }
      const pageOf = own.length === lambda.parameters.length ? {} : { limit: 10 };
      expect([lambda.name, app.shown(tableOf(page)).rows]).toEqual([
        lambda.name,
        await rowsOf(lambda, { ...args, ...pageOf }),
      ]);
      expect([lambda.name, app.problems()]).toEqual([lambda.name, []]);
    }
  });

  it('offers every value of an enum and nothing else', async () => {
    const [lambda] = lambdas.filter(({ name }) => name === 'orders-by-status');
    app.goTo((await pages())[lambdas.indexOf(lambda!)] ?? '');
    await app.settled();
    const input = inputFor(lambda!.parameters[0]!);
    expect(app.shown(input).options?.map(({ value }) => value)).toEqual(['open', 'shipped', 'returned']);
    expect(() => app.set(input, 'lost')).toThrow('"lost" is not offered');
  });

  it('shows all rows of a lambda that gives them page by page', async () => {
    const [lambda] = lambdas.filter(({ name }) => name === 'find-orders');
    const page = (await pages())[lambdas.indexOf(lambda!)] ?? '';
    app.goTo(page);
    await app.settled();
    const table = tableOf(page);
    const first = app.shown(table).rows ?? [];
    app.turnPage(table, 1);
    await app.settled();
    const second = app.shown(table).rows ?? [];
    expect([...first, ...second]).toEqual(await rowsOf(lambda!, { limit: 100 }));
    expect(() => app.turnPage(table, 2)).toThrow('Nobody can do this');
    expect(app.problems()).toEqual([]);
  });
});
