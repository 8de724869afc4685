import { join, relative } from 'node:path';
import { apiPath } from '../client/http-client.ts';
import { executionPath } from '../client/lambdas.ts';
import type { Json } from '../base/json.ts';
import type { Config } from '../config/config.ts';
import type { LambdaDefinition } from '../lambda/lambda.ts';
import { countOf, printPairs } from './output.ts';
import type { Serving } from './serve.ts';
import type { Terminal } from './terminal.ts';

interface WelcomeOptions {
  readonly watching: boolean;
  /** A customer whom the generator of the demo keeps busy. */
  readonly busyUser?: string;
}

/** What a newcomer needs next: address, key, and a call that can be pasted into a shell as it stands. */
export function printWelcome(
  terminal: Terminal,
  { address, key, app }: Serving,
  { watching, busyUser }: WelcomeOptions,
): void {
  const { colors } = terminal;
  const ofStore = app.keyFrom === 'store';
  const keyFile = relative(process.cwd(), join(app.config.store.path, 'key'));
  const lambdas = app.lambdaFiles();
  terminal.out(`${colors.bold('Rockpool')} listens at ${colors.cyan(address)}\n`);
  printPairs(terminal, [
    // The page takes the key out of the address at once; a fragment is never sent to a server.
    ['page', ofStore ? `${address}/#key=${key}` : `${address}/`],
    ['reference', `${address}/docs`],
    ['key', ofStore ? `${colors.bold(key)}  ${colors.dim(`(kept in ${keyFile})`)}` : 'from ROCKPOOL_API_KEY'],
    ['serving', `${countOf(lambdas.length, 'lambda')}, ${countOf(app.catalog.list().length, 'collection')}`],
    ...outsideSystems(app.config).map((text) => ['reading', text] as const),
    ...(busyUser === undefined
      ? []
      : [
          [
            'user id',
            `${colors.bold(busyUser)}  ${colors.dim('(a customer who is busy right now; on the first start the history takes some seconds to arrive)')}`,
          ] as const,
        ]),
  ]);
  const call = exampleCall(lambdas, busyUser);
  const shellKey = ofStore ? key : '$ROCKPOOL_API_KEY';
  terminal.out(
    `\nTry it:\n  curl -s -H "Authorization: ApiKey ${shellKey}" \\\n    ${address}${call.path}${call.body === undefined ? '' : ` \\\n    -d '${call.body}'`}\n`,
  );
  terminal.out(colors.dim(`${watching ? 'Saving a file in lambdas/ or collections/ deploys it. ' : ''}Ctrl-C stops.`));
}

/** Clusters and accounts, with what they are called in collections. */
function outsideSystems({ integrations }: Config): readonly string[] {
  return Object.entries(integrations).flatMap(([name, integration]) => {
    switch (integration.kind) {
      case 'files':
        return [];
      case 'kafka':
        return [`${name}: Kafka at ${integration.brokers.join(', ')}`];
      case 's3':
        return [
          `${name}: S3 at ${integration.endpoint === undefined ? integration.region : new URL(integration.endpoint).host}`,
        ];
    }
  });
}

/** A call that answers: the recommendation for the busy customer, else the first lambda with its examples, else the list of lambdas. */
function exampleCall(
  lambdas: readonly LambdaDefinition[],
  busyUser: string | undefined,
): { readonly path: string; readonly body?: string } {
  const lambda = lambdas.find((one) => busyUser !== undefined && one.name === 'recommendation') ?? lambdas[0];
  if (lambda === undefined) return { path: apiPath('lambdas') };
  const known = lambda.parameters.map((one): [string, Json | undefined] => [
    one.name,
    one.name === 'userid' && busyUser !== undefined ? busyUser : one.example,
  ]);
  const required = new Set(lambda.parameters.filter((one) => one.default === undefined).map((one) => one.name));
  const given = Object.fromEntries(known.filter(([name, value]) => value !== undefined && required.has(name)));
  // A single quote would end the shell's quoting.
  return {
    path: executionPath(lambda, { tag: 'latest' }),
    body: JSON.stringify({ arguments: given }).replaceAll("'", String.raw`'\''`),
  };
}
