/** The files that `rockpool init` writes, by path: small, complete, and working at once. */
export const starterFiles: Readonly<Record<string, string>> = {
  'rockpool.yaml': `# What runs, and where the data comes from. \`rockpool schema config\` prints what this file may contain.
server: { host: 127.0.0.1, port: 8080 }
store: { engine: embedded, path: .rockpool }
integrations:
  # A folder that stands in for a Kafka cluster (topics/<topic>.ndjson) and for S3 (buckets/<bucket>/<key>).
  local: { kind: files, path: data }
`,
  'collections/visits.yaml': `description: One document per page that somebody looked at
sources:
  - { integration: local, topic: visits, format: json, start: earliest }
input: # what a record looks like; a missing member is NULL, a value of another type makes a dead letter
  _id: VARCHAR
  event_time: TIMESTAMPTZ
  visitor: VARCHAR
  page: VARCHAR
  seconds: DOUBLE
transformation: |
  SELECT _id, event_time AS _event_time, visitor, page, seconds
  FROM _input WHERE visitor IS NOT NULL
`,
  'lambdas/top_pages.yaml': `description: The pages on which most time was spent, of one visitor or of all
parameters:
  visitor: { type: string, default: '', description: Visitor; empty for all, example: ada }
  limit: { type: int, default: 10, minimum: 1, maximum: 100, description: Pages to name at most }
sql: |
  SELECT page, count(*) AS visits, round(sum(seconds), 1) AS seconds
  FROM visits
  WHERE :visitor = '' OR visitor = :visitor
  GROUP BY page
  ORDER BY seconds DESC, page
  LIMIT :limit
tests:
  - name: adds up the time of all visitors
    fixtures: &three_visits
      visits:
        - { _id: v-1, visitor: ada, page: /home, seconds: 2 }
        - { _id: v-2, visitor: bob, page: /home, seconds: 3.5 }
        - { _id: v-3, visitor: ada, page: /docs, seconds: 1 }
    arguments: {}
    expect:
      - { page: /home, visits: 2, seconds: 5.5 }
      - { page: /docs, visits: 1, seconds: 1 }
  - name: keeps to one visitor
    fixtures: *three_visits
    arguments: { visitor: bob }
    expect: [{ page: /home, visits: 1, seconds: 3.5 }]
`,
  'data/topics/visits.ndjson': `{"_id":"v-1","event_time":"2026-01-05T09:00:00Z","visitor":"ada","page":"/home","seconds":4.2}
{"_id":"v-2","event_time":"2026-01-05T09:00:07Z","visitor":"ada","page":"/pricing","seconds":31.5}
{"_id":"v-3","event_time":"2026-01-05T09:01:12Z","visitor":"bob","page":"/docs","seconds":75.0}
{"_id":"v-4","event_time":"2026-01-05T09:02:40Z","visitor":"bob","page":"/home","seconds":1.8}
`,
  '.gitignore': '.rockpool/\n',
};
