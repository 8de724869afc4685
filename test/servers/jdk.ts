import { execFile } from 'node:child_process';
import { access, readdir, realpath } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** Elasticsearch 9 and S3Mock 5 need it. */
const oldestMajor = 21;

const run = promisify(execFile);
let found: Promise<string> | undefined;

/**
 * Home of a JDK that is new enough: JAVA_HOME, then the `java` of the path, then what is installed where systems install them.
 * A JAVA_HOME that is broken or too old is passed over. Throws a sentence that says what to install.
 */
export function findJdk(): Promise<string> {
  found ??= search();
  return found;
}

async function search(): Promise<string> {
  for (const home of await candidates()) if ((await majorOf(home)) >= oldestMajor) return home;
  throw new Error(
    `The tests run Kafka, S3 and Elasticsearch on Java: install a JDK ${oldestMajor} or newer and Maven ` +
      `(apt-get install openjdk-21-jdk-headless maven, brew install openjdk@21 maven, or https://adoptium.net for the JDK), or set JAVA_HOME to one that is there.`,
  );
}

async function candidates(): Promise<readonly string[]> {
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => realHome(join(folder, 'java')));
  const named = process.env.JAVA_HOME;
  return [
    ...(named === undefined || named === '' ? [] : [named]),
    ...(await Promise.all(onPath)).flatMap((home) => home ?? []),
    ...(await foldersIn('/usr/lib/jvm')),
    ...(await foldersIn('/Library/Java/JavaVirtualMachines')).map((folder) => join(folder, 'Contents/Home')),
    ...(await foldersIn('/opt/homebrew/opt')).filter((folder) => folder.includes('openjdk')),
    ...(await foldersIn('/usr/local/opt')).filter((folder) => folder.includes('openjdk')),
  ];
}

/** The home that a `java` on the path belongs to, behind all links. */
const realHome = (java: string): Promise<string | undefined> =>
  realpath(java).then(
    (path) => dirname(dirname(path)),
    () => undefined,
  );

const foldersIn = (parent: string): Promise<readonly string[]> =>
  readdir(parent).then(
    (names) => names.sort().map((name) => join(parent, name)),
    () => [],
  );

/** 0 when there is no working JDK; a runtime without the compiler is none. */
async function majorOf(home: string): Promise<number> {
  try {
    await access(join(home, 'bin/javac'));
    const { stderr } = await run(join(home, 'bin/java'), ['-version'], { timeout: 20_000 });
    return Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
