// Statements in this process beside hand-written client calls: groups, a selective join, a full scan.
import { say } from '../http/options.mjs';
import { oneCity } from './data.mjs';
import { aliasOf } from './indices.mjs';
import { readers, readSlices } from './readers.mjs';
import { best, takeTurns } from './turns.mjs';

/** Everybody returns numbers that are compared: how many rows, and a sum over them. */
export async function measureReads({ client, parts, prefix, options }) {
  const indices = {
    users: aliasOf(prefix, 'users'),
    activity: aliasOf(prefix, 'user_activity'),
    purchases: aliasOf(prefix, 'user_purchases'),
  };
  /** Compiled once, as a lambda is. */
  const rockpool = async (sql, column) => {
    const query = await parts.compile(sql);
    const run = async () => {
      let [rows, sum] = [0, 0];
      await parts.run(query, (batch) => {
        rows += batch.rowCount;
        if (column !== undefined) for (const value of batch.columns[column]) sum += Number(value);
      });
      return [rows, sum];
    };
    return { name: 'Rockpool', sql, run };
  };
  const byHand = (list) => list.map(({ name, run }) => ({ name, run: () => run(client, indices) }));
  const turns = async (what, contestant, others, often) => {
    const [measured, ...floors] = await takeTurns(what, [contestant, ...byHand(others)], often);
    return { what, sql: contestant.sql, rockpool: measured, floors, floor: best(floors) };
  };
  const { rounds } = options;

  const reader = await quickestReader(client, indices.activity);
  const days = await rockpool(
    `SELECT card_type, date_trunc('day', _event_time) AS day, count(*) AS n FROM user_purchases GROUP BY card_type, day`,
    2,
  );
  const users = await rockpool('SELECT user_id, count(*) AS n FROM user_purchases GROUP BY user_id', 1);
  const join = await rockpool(
    `SELECT action, count(*) AS n FROM users JOIN user_activity USING (user_id) WHERE city = '${oneCity}' GROUP BY action`,
    1,
  );
  const scan = await rockpool('SELECT user_id, product_id, action, _event_time FROM user_activity');
  return [
    await turns('GROUP BY card_type, day', days, cardsByDay, { rounds, times: 10 }),
    await turns('GROUP BY user_id', users, [userGroups, userRows(reader)], { rounds, times: 2 }),
    await turns('selective join', join, [joinByHand(reader)], { rounds }),
    await turns('full scan', scan, [scanByHand(reader)], { rounds }),
  ];
}

/** Each way of reading twice; the better time counts. */
async function quickestReader(client, index) {
  const tried = [];
  for (const reader of [...readers, ...readers.toReversed()]) {
    const beganMs = performance.now();
    await readSlices(client, { index, ...reader, take: () => {} });
    tried.push({ ...reader, ms: performance.now() - beganMs });
    say(`reading by hand, ${reader.name}: ${Math.round(tried.at(-1).ms)} ms`);
  }
  return tried.reduce((one, other) => (other.ms < one.ms ? other : one));
}

const dayOf = { date_histogram: { field: '_event_time', calendar_interval: 'day', min_doc_count: 1 } };
const card = { terms: { field: 'card_type' } };
const search = (client, { purchases }, aggs) =>
  client.search({ index: purchases, size: 0, track_total_hits: false, aggs, filter_path: 'aggregations' });
const countAll = (buckets) => [buckets.length, buckets.reduce((sum, { doc_count }) => sum + doc_count, 0)];

const cardsByDay = [
  {
    name: 'terms, date_histogram inside',
    async run(client, indices) {
      const { aggregations } = await search(client, indices, { cards: { ...card, aggs: { days: dayOf } } });
      return countAll(aggregations.cards.buckets.flatMap(({ days }) => days.buckets));
    },
  },
  {
    name: 'date_histogram, terms inside',
    async run(client, indices) {
      const { aggregations } = await search(client, indices, { days: { ...dayOf, aggs: { cards: card } } });
      return countAll(aggregations.days.buckets.flatMap(({ cards }) => cards.buckets));
    },
  },
  {
    name: 'composite',
    async run(client, indices) {
      const { min_doc_count: _, ...histogram } = dayOf.date_histogram;
      const sources = [{ card }, { day: { date_histogram: histogram } }];
      const { aggregations } = await search(client, indices, { groups: { composite: { size: 10_000, sources } } });
      return countAll(aggregations.groups.buckets);
    },
  },
];

const userGroups = {
  name: 'composite, pages of 10,000',
  async run(client, indices) {
    let [groups, documents] = [0, 0];
    for (let after; ;) {
      const sources = [{ user: { terms: { field: 'user_id' } } }];
      const composite = { size: 10_000, sources, ...(after === undefined ? {} : { after }) };
      const { aggregations } = await search(client, indices, { groups: { composite } });
      const [some, sum] = countAll(aggregations.groups.buckets);
      groups += some;
      documents += sum;
      after = aggregations.groups.after_key;
      if (some < composite.size) return [groups, documents];
    }
  },
};

const userRows = (reader) => ({
  name: `the rows, ${reader.name}`,
  async run(client, { purchases }) {
    const counts = new Map();
    const take = ({ user_id }) => counts.set(user_id, (counts.get(user_id) ?? 0) + 1);
    await readSlices(client, { index: purchases, ...reader, fields: ['user_id'], take });
    return [counts.size, [...counts.values()].reduce((sum, count) => sum + count, 0)];
  },
});

const joinByHand = (reader) => ({
  name: `both sides, ${reader.name}`,
  async run(client, { users, activity }) {
    const chosen = new Set();
    const query = { term: { city: oneCity } };
    await readSlices(client, {
      index: users,
      query,
      ...reader,
      fields: ['user_id'],
      take: ({ user_id }) => chosen.add(user_id),
    });
    const counts = new Map();
    await readSlices(client, {
      index: activity,
      ...reader,
      take: ({ user_id, action }) => chosen.has(user_id) && counts.set(action, (counts.get(action) ?? 0) + 1),
    });
    return [counts.size, [...counts.values()].reduce((sum, count) => sum + count, 0)];
  },
});

/** The four fields in columns, times as microseconds, as whoever computes with them needs them. */
const scanByHand = (reader) => ({
  name: reader.name,
  async run(client, { activity }) {
    const columns = [[], [], [], []];
    await readSlices(client, {
      index: activity,
      ...reader,
      take({ user_id, product_id, action, _event_time }) {
        columns[0].push(user_id);
        columns[1].push(product_id);
        columns[2].push(action);
        columns[3].push(BigInt(Date.parse(_event_time)) * 1000n);
      },
    });
    return [columns[3].length, 0];
  },
});
