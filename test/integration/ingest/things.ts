import { definitionOf, topicSource } from './open-ingest.ts';

const types = { _id: 'VARCHAR', amount: 'VARCHAR', tags: 'VARCHAR[]', happened: 'TIMESTAMPTZ' };
const strictSql = `SELECT _id, happened AS _event_time, CAST(ltrim(amount, '$') AS DECIMAL(18,2)) AS amount, tags, now() AS seen,
  CASE WHEN amount = 'gone' THEN 'delete' WHEN amount = 'merge' THEN 'UPSERT' END AS _op FROM _input WHERE amount IS DISTINCT FROM 'skip'`;

/** The collection `things`, fed by the topic of that name: an amount that is no number becomes null. */
export const things = definitionOf(topicSource('things'), types, strictSql.replace('CAST(', 'TRY_CAST('));

/** The same collection, in which an amount that is no number makes a dead letter. */
export const strictThings = definitionOf(topicSource('things'), types, strictSql);
