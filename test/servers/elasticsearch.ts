import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sources } from './folders.ts';
import { fetchJars } from './jars.ts';
import { findJdk } from './jdk.ts';
import type { ServerKind } from './server.ts';

const run = promisify(execFile);
const launcher = join(sources, 'elasticsearch/RunElasticsearch.java');

/** Another version than that of the pom has a home of its own: its data are read by none before it. */
const version = process.env['ELASTICSEARCH_VERSION'];

/** One node of the core server: no x-pack, no scripts, no `GET /`. ELASTICSEARCH_VERSION, as 8.19.0, chooses its version. */
export const elasticsearch: ServerKind<'http' | 'transport'> = {
  name: version === undefined ? 'elasticsearch' : `elasticsearch-${version}`,
  ports: ['http', 'transport'],
  addressVariables: ['ELASTICSEARCH_URL'],
  readyLine: 'elasticsearch started',
  async prepare(home, { http, transport }) {
    const jars = await fetchJars(
      'elasticsearch',
      separateHttpModule,
      version === undefined ? [] : [`-Delasticsearch.version=${version}`],
    );
    for (const folder of ['config', 'plugins', 'logs', 'data']) await mkdir(join(home, folder), { recursive: true });
    await copyFile(join(sources, 'elasticsearch/log4j2.properties'), join(home, 'config/log4j2.properties'));
    await rm(join(home, 'modules'), { force: true });
    await symlink(join(jars, 'modules'), join(home, 'modules'));
    return [
      ...['-Xms512m', '-Xmx1g', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', `-Des.path.home=${home}`],
      ...['--module-path', join(jars, 'lib'), '--add-modules', 'ALL-MODULE-PATH', '--add-modules', 'jdk.net'],
      '--enable-native-access=ALL-UNNAMED,org.elasticsearch.nativeaccess,org.apache.lucene.core',
      ...[launcher, home, String(http), String(transport)],
    ];
  },
  variables: (_home, { http }) => ({ ELASTICSEARCH_URL: `http://127.0.0.1:${http}` }),
};

/** The HTTP layer must be loaded as a module of the server: in a folder with its own jars and its descriptor. */
async function separateHttpModule(folder: string): Promise<void> {
  const lib = join(folder, 'lib');
  const module = join(folder, 'modules/transport-netty4');
  await mkdir(lib);
  await mkdir(module, { recursive: true });
  const jars = (await readdir(folder)).filter((name) => name.endsWith('.jar'));
  for (const jar of jars)
    await rename(join(folder, jar), join(/^(netty|transport-netty4)-/.test(jar) ? module : lib, jar));

  const jar = jars.find((name) => name.startsWith('transport-netty4-'))!;
  const descriptor = 'META-INF/es-plugins/transport-netty4/plugin-descriptor.properties';
  await run(join(await findJdk(), 'bin/jar'), ['--extract', '--file', join(module, jar), descriptor], { cwd: module });
  await rename(join(module, descriptor), join(module, 'plugin-descriptor.properties'));
  await rm(join(module, 'META-INF'), { recursive: true });
}
