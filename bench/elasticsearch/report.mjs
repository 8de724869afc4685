// The result of this bench as Markdown.
const row = (cells) => `| ${cells.join(' | ')} |\n`;
const table = (head, rows) => row(head) + row(head.map(() => '---')) + rows.map(row).join('');
const count = (number) => Math.round(number).toLocaleString('en-US');
const ms = (number) => `${number < 100 ? number.toFixed(2) : count(number)} ms`;
const ratio = (number) => number.toFixed(2);
const signed = (number) => `${number < 0 ? '−' : '+'}${Math.abs(number).toFixed(1)}`;
const head = ['what', 'Rockpool', 'floor', 'ratio', 'asked', 'reached'];
const yes = (reached) => (reached ? 'yes' : 'no');

/** @returns {string} */
export function printReport(result) {
  const { date, machine, options, ingest, lambdas, reads, age, memory } = result;
  const size = `${count(options.users)} users, ${count(options.products)} products, ${count(options.activities)} activities, ${count(options.purchases)} purchases`;
  const parts = [
    `# Lambdas on Elasticsearch, ${date}\n\n${machine.cores} cores (${machine.cpu}), ${machine.memoryGiB} GiB, Node ${machine.node}, Elasticsearch ${result.elasticsearch}, commit ${machine.version}. ${size}.\n` +
      `Elasticsearch, Rockpool, floor and load generator share the cores; everybody in turns, medians of ${options.rounds} rounds.\n`,
  ];
  if (lambdas !== undefined) parts.push(printLambdas(lambdas, options));
  if (reads !== undefined) parts.push(printReads(reads));
  if (ingest !== undefined) parts.push(printIngest(ingest));
  if (age !== undefined) parts.push(printAge(age));
  if (memory !== undefined) parts.push(printMemory(memory));
  return parts.join('\n');
}

function printLambdas(cells, { seconds }) {
  const of = (lambda, connections) =>
    ['rockpool', 'floor'].map((server) =>
      cells.find((one) => one.lambda === lambda && one.connections === connections && one.server === server),
    );
  const rows = ['profile', 'total_spend', 'recommendation'].flatMap((lambda) => {
    const [own, floor] = of(lambda, 1);
    const [manyOwn, manyFloor] = of(lambda, 16);
    const over = (percentile, most) => [
      `${lambda}, ${percentile}`,
      ms(own[percentile]),
      ms(floor[percentile]),
      `${signed(own[percentile] - floor[percentile])} ms`,
      ...(most === undefined ? ['', ''] : [`≤ +${most} ms`, yes(own[percentile] - floor[percentile] <= most)]),
    ];
    const isThree = lambda === 'recommendation';
    const p50 = [
      `${lambda}, p50`,
      ms(own.p50),
      ms(floor.p50),
      ratio(own.p50 / floor.p50),
      '≤ 1.30',
      yes(own.p50 / floor.p50 <= 1.3),
    ];
    const share = manyOwn.requestsPerSecond / manyFloor.requestsPerSecond;
    return [
      isThree ? p50 : over('p50', 3),
      over('p99', isThree ? undefined : 15),
      [
        `${lambda}, calls/s at 16 connections`,
        count(manyOwn.requestsPerSecond),
        count(manyFloor.requestsPerSecond),
        ratio(share),
        '≥ 0.80',
        yes(share >= 0.8),
      ],
    ];
  });
  const highest = (server) => Math.max(...cells.filter((one) => one.server === server).map((one) => one.memoryMb));
  return (
    `## Lambdas over HTTP\n\n${table(head, rows)}\n` +
    `The floor: hand-written requests through the official client behind bare fastify; single calls over one kept-alive connection, ${seconds} s each. ` +
    `Highest memory: Rockpool ${highest('rockpool')} MB, floor ${highest('floor')} MB.\n`
  );
}

/** Times over the floor that may be, or how many times quicker it must be, by what is measured. */
const asked = {
  'GROUP BY card_type, day': { most: 1.5 },
  'GROUP BY user_id': { most: 1.2 },
  'selective join': { quicker: 20 },
  'full scan': { share: 0.7 },
};

function printReads(reads) {
  const rows = reads.map(({ what, rockpool, floor }) => {
    const times = rockpool.p50 / floor.p50;
    const { most, quicker, share } = asked[what];
    const [shown, wanted, reached] =
      most !== undefined
        ? [ratio(times), `≤ ${ratio(most)}`, times <= most]
        : quicker !== undefined
          ? [`${(1 / times).toFixed(1)} × faster`, `≥ ${quicker} × faster`, 1 / times >= quicker]
          : [`${ratio(1 / times)} of its speed`, `≥ ${ratio(share)}`, 1 / times >= share];
    return [what, ms(rockpool.p50), ms(floor.p50), shown, wanted, yes(reached)];
  });
  const floors = reads.map(
    ({ what, sql, floors: all, floor }) =>
      `- ${what}: \`${sql}\`. By hand: ${all.map(({ name, p50 }) => `${name} ${ms(p50)}`).join('; ')}${all.length > 1 ? `; the floor is ${floor.name}` : ''}.\n`,
  );
  return `## Statements in one process\n\n${table(head, rows)}\n${floors.join('')}`;
}

function printIngest([own, ...floors]) {
  const perSecond = ({ documents, seconds }) => documents / seconds;
  const rows = floors.map((floor) => {
    const share = perSecond(own) / perSecond(floor);
    return [
      `beside ${floor.name}`,
      `${count(perSecond(own))} documents/s`,
      `${count(perSecond(floor))} documents/s`,
      ratio(share),
      '≥ 0.90',
      yes(share >= 0.9),
    ];
  });
  return (
    `## Ingest, ${count(own.documents)} documents\n\n${table(head, rows)}\n` +
    'All collections, chunk by chunk in turns, into indices with the same mapping and settings; three requests at once. Rockpool begins with values in columns, ' +
    'the helper with objects, which the client makes JSON of; the prepared lines were made before the clock ran, so nobody can be much faster.\n'
  );
}

function printAge({ refreshMs, written, visible }) {
  const most = refreshMs + 150;
  const p95 = ['p95', ms(visible.p95), ms(refreshMs), '', `≤ ${count(most)} ms`, yes(visible.p95 <= most)];
  const rows = [['p50', ms(visible.p50), '', '', '', ''], p95];
  return (
    `## Data age: written → in the answer of a lambda\n\n${table(head, rows)}\n` +
    `${visible.times.length} documents one by one; the floor is the refresh interval. The write alone: p50 ${ms(written.p50)}, p95 ${ms(written.p95)}.\n`
  );
}

function printMemory({ warmupCalls, seconds, measured }) {
  const rows = measured.map(({ calls, heapMb, externalMb, rssMb }) => [count(calls), heapMb, externalMb, rssMb]);
  const [first, last] = [measured[0], measured.at(-1)];
  return (
    `## Memory: ${count(last.calls)} calls of a lambda of ten rows\n\n${table(['calls', 'heap MB', 'external MB', 'resident MB'], rows)}\n` +
    `After garbage collection each; ${count(warmupCalls)} calls before the first line; ${count(last.calls / seconds)} calls/s. ` +
    `Heap ${signed(last.heapMb - first.heapMb)} MB, resident set ${signed(last.rssMb - first.rssMb)} MB. To reach: flat.\n`
  );
}
