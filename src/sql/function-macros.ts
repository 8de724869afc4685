/** The schema of DuckDB in which Rockset's functions are macros; it stands last on the search path. */
export const macroSchema = 'rockset';

const idHashArguments = 8;

/** What DuckDB builds inside one value it counts against no memory limit, and nothing interrupts it. */
const mostCharacters = 1_000_000;
const mostElements = 100_000;

/** Numbers or times: a macro's arguments have no types, so their texts tell. */
const as = (value: string, type: string): string => `TRY_CAST(CAST(${value} AS VARCHAR) AS ${type})`;
const elements = `coalesce((${as('v.b', 'DOUBLE')} - ${as('v.a', 'DOUBLE')}) / ${as('v.s', 'DOUBLE')},
  (epoch(${as('v.b', 'TIMESTAMP')}) - epoch(${as('v.a', 'TIMESTAMP')})) / epoch(${as('v.s', 'INTERVAL')}))`;

/** The value, evaluated once, when it is at most so large. */
const atMost = (value: string, most: number, what: string): string =>
  `list_transform([CAST(${value} AS BIGINT)], lambda v: CASE WHEN v > ${most} THEN error('${what}') ELSE v END)[1]`;

/** DuckDB's own functions that make much of little, with a bound. */
const boundedMacros: Readonly<Record<string, readonly string[]>> = {
  repeat: [
    `(x, n) AS list_transform([{'x': x, 'n': n}], lambda v: system.main.repeat(v.x, CASE WHEN length(v.x) * v.n > ${mostCharacters}
      THEN error('repeat makes at most ${mostCharacters} characters or elements') ELSE v.n END))[1]`,
  ],
  ...Object.fromEntries(
    ['lpad', 'rpad'].map((name) => {
      const length = atMost('n', mostCharacters, `${name} makes at most ${mostCharacters} characters`);
      return [name, [`(x, n, filling) AS system.main.${name}(x, CAST(${length} AS INTEGER), filling)`]];
    }),
  ),
  ...Object.fromEntries(
    ['range', 'generate_series'].map((name) => {
      const message = `a list from ${name} has at most ${mostElements} elements; in FROM it may have more`;
      const last = `CASE WHEN abs(${elements}) > ${mostElements} THEN error('${message}') ELSE v.b END`;
      const call = (step: string): string => `lambda v: system.main.${name}(v.a, ${last}${step}))[1]`;
      return [
        name,
        [
          `(n) AS system.main.${name}(${atMost('n', mostElements, message)})`,
          `(a, b) AS list_transform([{'a': a, 'b': b, 's': 1}], ${call('')}`,
          `(a, b, s) AS list_transform([{'a': a, 'b': b, 's': s}], ${call(', v.s')}`,
        ],
      ];
    }),
  ),
};

/** They may be called by their bare name only, which finds the macro. */
export const boundedFunctions: ReadonlySet<string> = new Set(Object.keys(boundedMacros));

/** Name → overloads as `(arguments) AS expression`. What each does, and what was left to DuckDB's own function, stands in README.md. */
const macros: Readonly<Record<string, readonly string[]>> = {
  // Text to time
  parse_datetime_iso8601: ['(s) AS CAST(s AS TIMESTAMP)'],
  parse_timestamp_iso8601: ['(s) AS CAST(s AS TIMESTAMPTZ)'],
  parse_timestamp: [
    "(format, s) AS timezone('UTC', CAST(strptime(s, format) AS TIMESTAMP))",
    '(format, s, tz) AS timezone(tz, CAST(strptime(s, format) AS TIMESTAMP))',
  ],
  parse_datetime: ['(format, s) AS CAST(strptime(s, format) AS TIMESTAMP)'],
  parse_date: ['(format, s) AS CAST(strptime(s, format) AS DATE)'],

  // Time to text
  format_iso8601: [
    `(x) AS CASE typeof(x)
      WHEN 'DATE' THEN strftime(CAST(x AS TIMESTAMP), '%Y-%m-%d')
      WHEN 'TIMESTAMP' THEN strftime(CAST(x AS TIMESTAMP), '%Y-%m-%dT%H:%M:%S.%f')
      ELSE strftime(timezone('UTC', CAST(x AS TIMESTAMPTZ)), '%Y-%m-%dT%H:%M:%S.%fZ') END`,
    `(x, tz) AS strftime(timezone(tz, CAST(x AS TIMESTAMPTZ)), '%Y-%m-%dT%H:%M:%S.%f')
      || printf('%+03d:%02d',
        CAST(epoch(timezone(tz, CAST(x AS TIMESTAMPTZ)) - timezone('UTC', CAST(x AS TIMESTAMPTZ))) AS BIGINT) // 3600,
        abs(CAST(epoch(timezone(tz, CAST(x AS TIMESTAMPTZ)) - timezone('UTC', CAST(x AS TIMESTAMPTZ))) AS BIGINT)) // 60 % 60)`,
  ],
  format_timestamp: [
    "(format, ts) AS strftime(timezone('UTC', CAST(ts AS TIMESTAMPTZ)), format)",
    '(format, ts, tz) AS strftime(timezone(tz, CAST(ts AS TIMESTAMPTZ)), format)',
  ],
  format_datetime: ['(format, x) AS strftime(CAST(x AS TIMESTAMP), format)'],
  format_date: ['(format, x) AS strftime(CAST(x AS DATE), format)'],

  // Now
  current_timestamp: ['() AS now()'],
  current_datetime: ["() AS timezone('UTC', now())", '(tz) AS timezone(tz, now())'],
  current_time: ["() AS CAST(timezone('UTC', now()) AS TIME)", '(tz) AS CAST(timezone(tz, now()) AS TIME)'],

  // Intervals
  microseconds: ['(n) AS to_microseconds(CAST(n AS BIGINT))'],
  milliseconds: ['(n) AS to_milliseconds(n)'],
  seconds: ['(n) AS to_seconds(n)'],
  minutes: ['(n) AS to_minutes(CAST(n AS BIGINT))'],
  hours: ['(n) AS to_hours(CAST(n AS BIGINT))'],
  days: ['(n) AS to_days(CAST(n AS INTEGER))'],
  weeks: ['(n) AS to_weeks(CAST(n AS INTEGER))'],
  months: ['(n) AS to_months(CAST(n AS INTEGER))'],
  years: ['(n) AS to_years(CAST(n AS INTEGER))'],

  // Epochs; epoch_ms(n) and make_timestamp lack the zone
  timestamp_seconds: ['(n) AS make_timestamptz(CAST(n AS BIGINT) * 1000000)'],
  timestamp_millis: ['(n) AS make_timestamptz(CAST(n AS BIGINT) * 1000)'],
  timestamp_micros: ['(n) AS make_timestamptz(CAST(n AS BIGINT))'],
  unix_seconds: ['(ts) AS CAST(floor(epoch(ts)) AS BIGINT)'],
  unix_millis: ['(ts) AS epoch_ms(ts)'],
  unix_micros: ['(ts) AS epoch_us(ts)'],

  // Lists
  array_except: ['(a, b) AS list_distinct(list_filter(a, lambda e: NOT list_contains(b, e)))'],
  array_flatten: ['(a) AS flatten(a)'],
  array_join: [
    '(a, separator) AS array_to_string(a, separator)',
    '(a, separator, no_value) AS array_to_string(list_transform(a, lambda e: coalesce(CAST(e AS VARCHAR), no_value)), separator)',
  ],
  array_max: ['(a) AS list_max(a)'],
  array_min: ['(a) AS list_min(a)'],
  array_remove: ['(a, x) AS list_filter(a, lambda e: e IS DISTINCT FROM x)'],
  array_sum: ['(a) AS list_sum(a)'],
  array_union: ['(a, b) AS list_distinct(list_concat(a, b))'],
  sequence: [
    '(first, last) AS generate_series(first, last)',
    '(first, last, step) AS generate_series(first, last, step)',
  ],

  // JSON
  is_scalar: [
    `(x) AS CASE WHEN typeof(x) = 'JSON' THEN json_type(to_json(x)) NOT IN ('ARRAY', 'OBJECT')
      ELSE typeof(x) NOT LIKE '%]' AND typeof(x) NOT LIKE 'STRUCT(%' AND typeof(x) NOT LIKE 'MAP(%' END`,
  ],
  json_format: ['(x) AS CAST(to_json(x) AS VARCHAR)'],
  json_parse: ['(s) AS CAST(s AS JSON)'],
  keys: ['(o) AS json_keys(to_json(o))'],
  merge: ['(a, b) AS json_merge_patch(to_json(a), to_json(b))'],
  object: ['(names, members) AS to_json(map(names, members))'],

  // Others
  approx_distinct: ['(x) AS approx_count_distinct(x)', '(x, e) AS approx_count_distinct(x)'],
  every: ['(x) AS bool_and(x)'],
  id_hash: Array.from({ length: idHashArguments }, (_, last) => idHash(last + 1)),
  is_finite: ['(x) AS isfinite(CAST(x AS DOUBLE))'],
  is_infinite: ['(x) AS isinf(CAST(x AS DOUBLE))'],
  is_nan: ['(x) AS isnan(CAST(x AS DOUBLE))'],
  levenshtein_distance: ['(a, b) AS levenshtein(a, b)'],
  rand: ['() AS random()'],
  regexp_like: ['(s, pattern) AS regexp_matches(s, pattern)'],
};

/** Macros take no varying number of arguments, so there is one overload for each. The list as JSON keeps ('a','bc') and ('ab','c') apart. */
function idHash(count: number): string {
  const names = Array.from({ length: count }, (_, index) => `a${index}`);
  const texts = names.map((name) => `CAST(${name} AS VARCHAR)`);
  return `(${names.join(', ')}) AS md5(CAST(to_json(list_value(${texts.join(', ')})) AS VARCHAR))`;
}

/** Names that a statement may call beside DuckDB's pure functions. */
export const macroNames: ReadonlySet<string> = new Set(Object.keys(macros));

/** Statements that make the schema and its macros, in order. */
export const functionMacros: readonly string[] = [
  `CREATE SCHEMA IF NOT EXISTS ${macroSchema}`,
  ...Object.entries({ ...boundedMacros, ...macros }).map(
    ([name, overloads]) => `CREATE OR REPLACE MACRO ${macroSchema}."${name}"${overloads.join(', ')}`,
  ),
];
