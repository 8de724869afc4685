// Loaded into a server before its own code: a SIGUSR2 collects the garbage and prints what is in use.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const megabytes = (bytes) => Math.round((bytes / 1024 ** 2) * 10) / 10;

process.on('SIGUSR2', () => {
  collect();
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  console.error(
    `memory ${JSON.stringify({ heapMb: megabytes(heapUsed), externalMb: megabytes(external), rssMb: megabytes(rss) })}`,
  );
});
