import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exists, renameUnlessThere, sources, state } from './folders.ts';
import { findJdk } from './jdk.ts';

const run = promisify(execFile);
let queue: Promise<unknown> = Promise.resolve();

/**
 * Folder with the jars that a server's pom names, downloaded once per content of the pom.
 * `properties` replace those of the pom, as arguments of Maven. `arrange` may move files about in the new folder before anybody sees it.
 */
export async function fetchJars(
  name: string,
  arrange: (folder: string) => Promise<void> = () => Promise.resolve(),
  properties: readonly string[] = [],
): Promise<string> {
  const pom = join(sources, name, 'pom.xml');
  const version = createHash('sha256')
    .update(await readFile(pom))
    .update(properties.join(' '))
    .digest('hex')
    .slice(0, 12);
  const folder = join(state, 'jars', `${name}-${version}`);
  if (await exists(folder)) return folder;

  // One Maven at a time: several would write the same files of its repository.
  const download = queue.then(async () => {
    await mkdir(join(state, 'jars'), { recursive: true });
    const draft = await mkdtemp(join(state, 'jars', `${name}-draft-`));
    try {
      await copyDependencies(pom, draft, properties);
      await arrange(draft);
      await renameUnlessThere(draft, folder);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  });
  queue = download.catch(() => undefined);
  await download;
  return folder;
}

/** Maven runs on the same JDK, so that a broken JAVA_HOME does not stop it. */
async function copyDependencies(pom: string, folder: string, properties: readonly string[]): Promise<void> {
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${folder}`];
  const env = { ...process.env, JAVA_HOME: await findJdk() };
  try {
    await run('mvn', ['--quiet', '--batch-mode', '--file', pom, ...properties, ...goal], { env, maxBuffer: 1e8 });
  } catch (error) {
    const { code, stdout = '' } = error as { code?: unknown; stdout?: string };
    if (code === 'ENOENT')
      throw new Error(
        'The tests fetch Kafka, S3 and Elasticsearch with Maven, and there is no `mvn`: install it (apt-get install maven, or brew install maven).',
        { cause: error },
      );
    throw new Error(`Maven could not fetch what ${pom} names:\n${stdout.trim().split('\n').slice(0, 8).join('\n')}`, {
      cause: error,
    });
  }
}
