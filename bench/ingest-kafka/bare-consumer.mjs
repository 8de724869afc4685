// What anybody would write first: `count` only counts, `duckdb <file>` parses each event and appends a row to a table.
// Arguments: brokers, topic, events, mode. Prints `{ seconds }`, from the first batch to the last row that is on the disk, as it counts for Rockpool.
import { randomUUID } from 'node:crypto';
import { DuckDBInstance, DuckDBTimestampTZValue } from '@duckdb/node-api';
import { connect } from './events.mjs';

const [brokers, topic, events, mode, file] = process.argv.slice(2);
const sink = mode === 'duckdb' ? await openTable(file) : { take: () => {}, end: () => {} };
const consumer = connect(brokers).consumer({ groupId: `bench-${randomUUID()}` });
await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
let seen = 0;
let beganMs;
let first = 0;
await consumer.run({
  autoCommit: false,
  eachBatch: async ({ batch: { messages } }) => {
    sink.take(messages);
    seen += messages.length;
    if (beganMs === undefined) {
      beganMs = performance.now();
      first = seen;
    }
    if (seen < Number(events)) return;
    sink.end();
    const seconds = (performance.now() - beganMs) / 1000;
    console.log(JSON.stringify({ seconds, records: seen - first }));
    process.exit(0);
  },
});

async function openTable(path) {
  const connection = await (await DuckDBInstance.create(path)).connect();
  await connection.run(
    'CREATE TABLE activity (_id VARCHAR, _event_time TIMESTAMPTZ, user_id VARCHAR, product_id VARCHAR, action VARCHAR)',
  );
  const appender = await connection.createAppender('activity');
  return {
    take(messages) {
      for (const { value } of messages) {
        const event = JSON.parse(value.toString());
        appender.appendVarchar(event._id);
        appender.appendTimestampTZ(new DuckDBTimestampTZValue(BigInt(Date.parse(event.event_time)) * 1000n));
        appender.appendVarchar(event.user_id);
        appender.appendVarchar(event.product_id);
        appender.appendVarchar(event.action.toLowerCase());
        appender.endRow();
      }
      appender.flushSync();
    },
    end: () => appender.closeSync(),
  };
}
