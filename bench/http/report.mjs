// The result of the HTTP bench as Markdown.
import { lambdas } from './lambda-sql.mjs';

const row = (cells) => `| ${cells.join(' | ')} |\n`;
const table = (head, rows) => row(head) + row(head.map(() => '---')) + rows.map(row).join('');

/** @returns {string} */
export function printReport(result) {
  const { options, machine } = result;
  const size = `${count(options.users)} users, ${count(options.products)} products, ${count(options.activities)} activities, ${count(options.purchases)} purchases`;
  const parts = [
    `# Lambdas over HTTP, ${result.date}\n\n${machine.cores} cores, ${machine.memoryGiB} GiB, Node ${machine.node}, commit ${machine.version}. ${size}.\n` +
      `Load generator, servers and their databases share the cores; medians of ${options.rounds} rounds of ${options.seconds} s.\n\n`,
  ];
  for (const lambda of lambdas) {
    const cells = result.cells.filter((cell) => cell.lambda === lambda);
    parts.push(
      `## ${lambda}\n\n`,
      table(
        ['connections', 'server', 'req/s', 'of duckdb', 'of duckdb-indexed', 'p50 ms', 'p99 ms', 'memory MB'],
        cells.map((cell) => {
          const ratio = (name) => {
            const other = cells.find((one) => one.server === name && one.connections === cell.connections);
            return other === undefined || cell.server === 'constant'
              ? ''
              : (cell.requestsPerSecond / other.requestsPerSecond).toFixed(2);
          };
          return [
            cell.connections,
            cell.server,
            cell.requestsPerSecond,
            ratio('duckdb'),
            ratio('duckdb-indexed'),
            cell.p50.toFixed(2),
            cell.p99.toFixed(2),
            cell.memoryMb,
          ];
        }),
      ),
      '\n',
    );
  }
  if (result.ingest !== undefined) parts.push(printRockpool(result));
  return parts.join('');
}

function printRockpool({ empty, demo, ingest, ingestWhileServing, cells }) {
  const alone = cells.find((cell) => cell.lambda === 'profile' && cell.connections === 1 && cell.server === 'rockpool');
  const served = Object.entries(ingestWhileServing.lambdas).map(([name, { p50, p99 }]) => [
    `${name} while ingesting: p50, p99`,
    `${p50.toFixed(1)} ms, ${p99.toFixed(1)} ms`,
    'p99 < 100 ms',
  ]);
  return `## Rockpool\n\n${table(
    ['what', 'measured', 'to reach'],
    [
      ['profile, one kept-alive connection, p50', alone === undefined ? '' : `${alone.p50.toFixed(2)} ms`, '< 5 ms'],
      ['start of the demo until /ready', `${demo.readyMs} ms`, '< 2,000 ms'],
      [`memory ${empty.restSeconds} s after start without data`, `${empty.restMb} MB`, '< 200 MB'],
      [`deploying ${empty.lambdas} lambdas`, `${empty.deployMs} ms`, '< 10,000 ms'],
      ['the same again, unchanged', `${empty.deployUnchangedMs} ms`, '< 2,000 ms'],
      [
        `first load, all collections (${count(ingest.documents)} documents)`,
        `${count(ingest.documentsPerSecond)} documents/s`,
        '',
      ],
      [
        'activities while lambdas run at 60 calls/s',
        `${count(ingestWhileServing.documentsPerSecond)} documents/s`,
        '≥ 30,000',
      ],
      ...served,
      ['memory after all of it', `${ingestWhileServing.memoryMb} MB`, ''],
    ],
  )}`;
}

function count(number) {
  return number.toLocaleString('en-US');
}
