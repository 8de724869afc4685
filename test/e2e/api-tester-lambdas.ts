/** Lambdas with a parameter of every type and constraint, and columns of every type, by the file of each. */
export const apiTesterLambdas: Readonly<Record<string, string>> = {
  'lambdas/every-type.yaml': `
parameters:
  text: { type: string, default: '', max_length: 40 }
  whole: { type: int, default: 0 }
  part: { type: float, default: 0.5 }
  yes: { type: bool, default: false }
  day: { type: date, default: '2026-01-31' }
  moment: { type: timestamp, default: '2026-01-31T10:00:00Z' }
sql: |
  SELECT :text AS text, :whole AS whole, :part AS part, :yes AS yes, :day AS day, :moment AS moment,
    CAST(:moment AS TIMESTAMP) AS local, CAST(CAST(:moment AS TIMESTAMP) AS TIME) AS clock, uuid() AS id, to_json(:text) AS json
`,
  'lambdas/every-list.yaml': `
parameters:
  texts: { type: 'string[]', default: [], max_length: 5 }
  wholes: { type: 'int[]', default: [1], minimum: -9, maximum: 9 }
  parts: { type: 'float[]', default: [] }
  days: { type: 'date[]', default: [] }
sql: |
  SELECT :texts AS texts, :wholes AS wholes, :parts AS parts, :days AS days, {nested: :texts, more: {count: len(:wholes)}} AS both
`,
  'lambdas/bounded.yaml': `
parameters:
  colour: { type: string, enum: [red, blue], example: red }
  code: { type: string, pattern: '^[A-Z]{2}$', example: AB }
  many: { type: int, minimum: 1, maximum: 5 }
  maybe: { type: float, default: null, minimum: 0, maximum: 1 }
sql: SELECT :colour AS colour, :code AS code, :maybe AS maybe, i FROM range(:many) AS t(i)
`,
  'lambdas/arithmetic.yaml': `
parameters: { over: { type: int }, under: { type: int }, text: { type: string, default: '1' } }
sql: |
  SELECT :over // :under AS quotient, :over::HUGEINT * :under AS product, CAST(:text AS INTEGER) AS number,
    CAST(:over AS DOUBLE) / :under AS ratio, CAST(1.5 AS DECIMAL(10, 3)) AS exact
`,
  'lambdas/none/no-parameters.yaml':
    'sql: SELECT _id, name, age, born, weight, tags, _event_time FROM commons.people ORDER BY _id\n',
  'lambdas/none/no-rows.yaml': 'sql: SELECT _id, tags FROM commons.people WHERE false\n',
};
