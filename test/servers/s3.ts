import { join } from 'node:path';
import { fetchJars } from './jars.ts';
import type { ServerKind } from './server.ts';

/** Adobe S3Mock: buckets without access control, credentials or regions; objects are files in the home. */
export const s3: ServerKind<'http' | 'https'> = {
  name: 's3',
  ports: ['http', 'https'],
  addressVariables: ['S3_ENDPOINT'],
  readyLine: 'Started S3MockApplication',
  async prepare(home, { http, https }) {
    return [
      '-Xmx192m',
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      `-Djava.io.tmpdir=${home}`,
      ...['-cp', join(await fetchJars('s3'), '*'), 'com.adobe.testing.s3mock.S3MockApplication'],
      ...[`--http.port=${http}`, `--server.port=${https}`],
    ];
  },
  variables: (_home, { http }) => ({ S3_ENDPOINT: `http://127.0.0.1:${http}` }),
};
