/**
 * A node for this bench alone: that of the tests has a heap of 512 MB and only the JVM's quick compiler. Prints its address as a shell export;
 * ends with Ctrl-C or SIGTERM, and its data with it.
 *
 *   node --import ./test/integration/embedded-store/typescript.mjs bench/elasticsearch/own-server.ts
 */
import { elasticsearch } from '../../test/servers/elasticsearch.ts';
import { removeOwned, startOwned } from '../../test/servers/owned.ts';

const heap = ['-Xms2g', '-Xmx2g'];
const { home, variables } = await startOwned({
  ...elasticsearch,
  async prepare(...request) {
    const args = await elasticsearch.prepare(...request);
    return [...heap, ...args.filter((arg) => !/^-Xm[sx]|^-XX:TieredStopAtLevel/.test(arg))];
  },
});
console.log(`export ELASTICSEARCH_URL=${variables['ELASTICSEARCH_URL']}`);
const waiting = setInterval(() => {}, 60_000);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    clearInterval(waiting);
    void removeOwned(home);
  });
