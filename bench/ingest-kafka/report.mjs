// The result of this bench as Markdown.
const row = (cells) => `| ${cells.join(' | ')} |\n`;
const table = (head, rows) => row(head) + row(head.map(() => '---')) + rows.map(row).join('');
const count = (number) => Math.round(number).toLocaleString('en-US');

/** @returns {string} */
export function printReport({ date, machine, options, kafka, latency, s3 }) {
  const parts = [
    `# Ingest from Kafka and S3, ${date}\n\n${machine.cores} cores, ${machine.memoryGiB} GiB, Node ${machine.node}, commit ${machine.version}.\n` +
      `Brokers, S3 server and what is measured share the cores; medians of ${options.rounds} rounds, taken in turns.\n`,
  ];
  if (kafka !== undefined) {
    const [, loop] = kafka.readers;
    parts.push(
      `## ${count(options.events)} events of ${kafka.eventBytes} bytes, ${options.partitions} partitions\n\n` +
        table(
          ['reader', 'events/s', 'of the DuckDB loop', 'memory MB', 'rounds (events/s)'],
          kafka.readers.map(({ name, perSecond, memoryMb, rounds }) => [
            name,
            count(perSecond),
            (perSecond / loop.perSecond).toFixed(2),
            memoryMb ?? '',
            rounds.map(count).join(', '),
          ]),
        ) +
        '\nTo reach: Rockpool at least 0.70 of the loop. Its rows are also folded by id and replace earlier ones.\n',
    );
  }
  if (latency !== undefined) {
    parts.push(
      `## Produce → visible to a query, idle, ${count(latency.samples)} events one by one\n\n` +
        table(
          ['what', 'p50 ms', 'p95 ms', 'to reach'],
          [
            ['produced → in an answer', latency.visible.p50, latency.visible.p95, 'p95 < 150'],
            ['the query alone', latency.query.p50, latency.query.p95, ''],
          ],
        ),
    );
  }
  if (s3 !== undefined) {
    parts.push(
      `## ${count(options.rows)} CSV rows, ${s3.megabytes} MB as gzip\n\n` +
        table(
          ['reader', 's', 'rows/s', 'of DuckDB', 'highest memory MB'],
          [
            ['DuckDB, local file into a table', s3.duckdb.seconds, count(options.rows / s3.duckdb.seconds), '1.00', ''],
            [
              'Rockpool, from S3',
              s3.rockpool.seconds,
              count(options.rows / s3.rockpool.seconds),
              (s3.duckdb.seconds / s3.rockpool.seconds).toFixed(2),
              s3.rockpool.memoryMb,
            ],
          ],
        ) +
        '\nTo reach: at least 0.60 of DuckDB, memory below 400 MB.\n',
    );
  }
  return parts.join('\n');
}
