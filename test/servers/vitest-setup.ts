import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { inMemory, keptHome, newOwnedHome, ownedHomes } from './folders.ts';
import { removeOrphans, removeOwned, startOwned } from './owned.ts';
import { findServer, type ServerKind, type Variables } from './server.ts';
import { serverKinds } from './server-kinds.ts';

/**
 * Vitest's global setup: gives the variables of `addresses.ts` values before the workers begin, which inherit them.
 * What the environment names is used; else what `npm run servers` left running; the rest is started, and ends with the run.
 * Vitest calls this once for each project; the second finds all variables set.
 */
export default async function provideServers(): Promise<() => Promise<void>> {
  const homes: string[] = [];
  const end = async (): Promise<void> => {
    await Promise.all(homes.map(removeOwned));
    // Brokers of tests whose worker was killed.
    await removeOrphans();
  };

  await removeOrphans();
  const outcomes = await Promise.allSettled(serverKinds.map((kind) => provide(kind, homes)));
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as Error] : []));
  if (failures.length > 0) {
    await end();
    // All fail alike when Java is missing; where it was thrown helps nobody.
    const messages = new Set(failures.map(({ message }) => message));
    throw Object.assign(new Error([...messages].join('\n')), { stack: '' });
  }
  await provideTempFolder(homes);
  return end;
}

/** What tests write lies beside the data of the servers, where that is in memory. */
async function provideTempFolder(homes: string[]): Promise<void> {
  if (!inMemory || process.env['TMPDIR']?.startsWith(ownedHomes) === true) return;
  const home = newOwnedHome('temp');
  await mkdir(home, { recursive: true });
  homes.push(home);
  process.env['TMPDIR'] = home;
}

async function provide(kind: ServerKind<string>, homes: string[]): Promise<void> {
  const [main] = kind.addressVariables;
  const named = process.env[main] ?? '';
  if (named !== '') await assertAnswers(main, named);
  if (kind.addressVariables.every((variable) => (process.env[variable] ?? '') !== '')) return;

  try {
    const left = findServer(keptHome(kind.name));
    const { home, variables } = left === undefined ? await startOwned(kind) : { ...left, home: undefined };
    if (home !== undefined) homes.push(home);
    setMissing(variables);
  } catch (error) {
    // Who has Kafka without logins and TLS in a container need not have Java: the tests of those say what they miss.
    if (named === '') throw error;
  }
}

/** Refuses an address where nothing listens: all tests would fail, each with another message. */
async function assertAnswers(variable: string, addresses: string): Promise<void> {
  const first = addresses.split(',')[0]!;
  const { hostname, port } = new URL(first.includes('://') ? first : `tcp://${first}`);
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port === '' ? 80 : port), timeout: 5_000 });
    const fail = (): void => {
      socket.destroy();
      reject(new Error(`${variable} names ${first}, where nothing answers: start it, or unset ${variable}.`));
    };
    socket
      .once('connect', () => resolve(void socket.destroy()))
      .once('error', fail)
      .once('timeout', fail);
  });
}

function setMissing(variables: Variables): void {
  for (const [name, value] of Object.entries(variables))
    if ((process.env[name] ?? '') === '') process.env[name] = value;
}
