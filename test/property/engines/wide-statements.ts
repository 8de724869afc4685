import fc from 'fast-check';
import type { Value } from '../../../src/schema/value.ts';
import { scalarFields, type Sample, type WideField } from '../../integration/elasticsearch/wide-documents.ts';

/** A statement with its arguments. */
export interface Case {
  readonly text: string;
  readonly values: Readonly<Record<string, Argument>>;
  /** The ORDER BY leaves no choice. */
  readonly ordered: boolean;
}
export interface Argument {
  readonly type: string;
  readonly value: Value;
}

interface Part {
  readonly text: string;
  readonly values: Case['values'];
}

const one = fc.constantFrom;
const plain = (text: string): Part => ({ text, values: {} });
const comparison = one('=', '<>', '<', '<=', '>', '>=', 'IS DISTINCT FROM', 'IS NOT DISTINCT FROM');

/** Fields whose values DuckDB compares with each other. */
const families = [
  ['int', 'big', 'huge', 'dbl', 'price', 'fine'],
  ['day', 'at', 'local'],
];
const related = ({ name }: WideField): readonly WideField[] => {
  const family = families.find((names) => names.includes(name)) ?? [name];
  return scalarFields.filter((field) => family.includes(field.name));
};

const anyField = one(...scalarFields);
const sampleOf = (field: WideField): fc.Arbitrary<Sample> => one(...field.samples);

let places = 0;
/** A constant or a parameter; null now and then. */
const operand = (field: WideField): fc.Arbitrary<Part> =>
  fc.oneof(
    { weight: 5, arbitrary: sampleOf(field).map(({ sql }) => plain(sql)) },
    { weight: 3, arbitrary: sampleOf(field).map(({ value }) => argument(field.sql, value)) },
    { weight: 1, arbitrary: fc.constant(argument(field.sql, null)) },
  );
const listOperand = (field: WideField): fc.Arbitrary<Part> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .array(operand(field), { minLength: 1, maxLength: 4 })
        .map((parts) => join(parts, (texts) => `[${texts.join(', ')}]`)),
    },
    {
      weight: 3,
      arbitrary: fc.array(fc.option(sampleOf(field), { freq: 6 }), { maxLength: 4 }).map((samples) =>
        argument(
          `${field.sql}[]`,
          samples.map((sample) => sample?.value ?? null),
        ),
      ),
    },
    { weight: 1, arbitrary: fc.constant(argument(`${field.sql}[]`, null)) },
  );

function argument(type: string, value: Value): Part {
  places += 1;
  const name = `v${places}`;
  return { text: `:${name}`, values: { [name]: { type, value } } };
}

function join(parts: readonly Part[], text: (texts: readonly string[]) => string): Part {
  return {
    text: text(parts.map((part) => part.text)),
    values: Object.assign({}, ...parts.map((part) => part.values)) as Part['values'],
  };
}

/** Where a value of the field stands: the field itself, or a member of the STRUCT. */
const placeOf = (field: WideField): fc.Arbitrary<string> =>
  ['txt', 'int', 'at', 'dbl'].includes(field.name)
    ? one(`x.${field.name}`, `x.${field.name}`, `x.o.${field.name}`)
    : fc.constant(`x.${field.name}`);

const scalarCondition: fc.Arbitrary<Part> = anyField.chain((field) =>
  placeOf(field).chain((place) => {
    const other = one(...related(field)).chain(operand);
    const pair = fc.tuple(comparison, other);
    const compared = pair.map(([op, value]) => join([value], ([v]) => `${place} ${op} ${v}`));
    return fc.oneof(
      { weight: 6, arbitrary: compared },
      { weight: 1, arbitrary: pair.map(([op, value]) => join([value], ([v]) => `${v} ${op} ${place}`)) },
      {
        weight: 2,
        arbitrary: fc
          .tuple(other, other, one('BETWEEN', 'NOT BETWEEN'))
          .map(([from, to, word]) => join([from, to], ([f, t]) => `${place} ${word} ${f} AND ${t}`)),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.array(operand(field), { minLength: 1, maxLength: 4 }), one('IN', 'NOT IN'))
          .map(([values, word]) => join(values, (texts) => `${place} ${word} (${texts.join(', ')})`)),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(listOperand(field), one('= ANY(L)', 'IN L', 'NOT IN L'))
          .map(([list, form]) => join([list], ([l]) => `${place} ${form.replace('L', () => l!)}`)),
      },
      { weight: 1, arbitrary: one('IS NULL', 'IS NOT NULL').map((test) => plain(`${place} ${test}`)) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(operand(field), comparison, operand(field))
          .map(([first, op, value]) => join([first, value], ([f, v]) => `coalesce(${place}, ${f}) ${op} ${v}`)),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(one(...related(field)), comparison)
          .map(([second, op]) => plain(`${place} ${op} x.${second.name}`)),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(one(...related(field)), comparison)
          .chain(([second, op]) =>
            operand(second).map((value) => join([value], ([v]) => `CAST(${place} AS ${second.sql}) ${op} ${v}`)),
          ),
      },
      {
        weight: 1,
        arbitrary: operand(field).map((value) => join([value], ([v]) => `(${v} IS NULL OR ${place} = ${v})`)),
      },
    );
  }),
);

const text = scalarFields.find(({ name }) => name === 'txt')!;
const pattern = one('%', 'a%', '%a', '_', 'a_c', 'a\\_c', '%c%', 'K%', '%é%', '😀%', '_😀', '', 'a%c', 'z%', '%z');
const textCondition: fc.Arbitrary<Part> = fc.oneof(
  fc.tuple(one('LIKE', 'NOT LIKE', 'ILIKE', 'NOT ILIKE'), pattern).map(([word, p]) => plain(`x.txt ${word} '${p}'`)),
  fc
    .tuple(one('LIKE', 'NOT LIKE', 'ILIKE'), pattern)
    .map(([word, p]) => join([argument('VARCHAR', p)], ([v]) => `x.txt ${word} ${v}`)),
  fc
    .tuple(one('starts_with', 'NOT starts_with', 'contains', 'NOT contains', 'suffix'), operand(text))
    .map(([word, value]) => join([value], ([v]) => `${word}(x.txt, ${v})`)),
);

const listCondition: fc.Arbitrary<Part> = anyField.chain((field) => {
  const list = `x.${field.name}s`;
  return fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .tuple(one('list_contains(L, V)', 'V = ANY(L)', 'NOT list_contains(L, V)'), operand(field))
        .map(([form, value]) => join([value], ([v]) => form.replace('L', list).replace('V', () => v!))),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(one('list_has_any', 'list_has_all', 'NOT list_has_any', 'NOT list_has_all'), listOperand(field))
        .map(([word, other]) => join([other], ([o]) => `${word}(${list}, ${o})`)),
    },
    { weight: 1, arbitrary: one('IS NULL', 'IS NOT NULL', '= []').map((test) => plain(`${list} ${test}`)) },
    { weight: 1, arbitrary: one('= 0', '> 1', '<= 2').map((test) => plain(`len(${list}) ${test}`)) },
    { weight: 1, arbitrary: fc.constant(plain(`list_contains(${list}, x.${field.name})`)) },
  );
});

const unit = one('year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second');
const timeField = one(...scalarFields.filter(({ name }) => ['day', 'at', 'local'].includes(name)));
const timeCondition: fc.Arbitrary<Part> = fc.oneof(
  fc
    .tuple(timeField, unit, comparison)
    .chain(([field, u, op]) =>
      operand(field).map((value) =>
        join([value], ([v]) => `date_trunc('${u}', x.${field.name}) ${op} date_trunc('${u}', ${v})`),
      ),
    ),
  fc.tuple(timeField, comparison).map(([{ name }, op]) => plain(`year(x.${name}) ${op} 2026`)),
  one(
    'x.at < now()',
    'x.at > now() - INTERVAL 100 YEAR',
    'x.day <= CURRENT_DATE',
    "x.at::DATE = DATE '2026-08-17'",
  ).map(plain),
);

/** Conditions on `x`, a row of w. */
const condition: fc.Arbitrary<Part> = fc.letrec<{ readonly condition: Part }>((tie) => {
  const inner = tie('condition');
  return {
    condition: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 8, arbitrary: scalarCondition },
      { weight: 2, arbitrary: textCondition },
      { weight: 4, arbitrary: listCondition },
      { weight: 1, arbitrary: timeCondition },
      { weight: 2, arbitrary: fc.tuple(inner, inner).map((parts) => join(parts, ([x, y]) => `(${x} AND ${y})`)) },
      { weight: 2, arbitrary: fc.tuple(inner, inner).map((parts) => join(parts, ([x, y]) => `(${x} OR ${y})`)) },
      { weight: 1, arbitrary: inner.map((part) => join([part], ([x]) => `NOT (${x})`)) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(inner, one('IS TRUE', 'IS NOT TRUE', 'IS NOT FALSE', 'IS NULL'))
          .map(([part, test]) => join([part], ([x]) => `(${x}) ${test}`)),
      },
    ),
  };
}).condition;

const where = fc.oneof({ weight: 1, arbitrary: fc.constant(plain('true')) }, { weight: 4, arbitrary: condition });

const direction = one('', ' DESC', ' NULLS FIRST', ' DESC NULLS FIRST', ' DESC NULLS LAST');
const limited = fc.oneof(
  fc.tuple(fc.nat(9), fc.nat(3)).map(([limit, offset]) => plain(`LIMIT ${limit} OFFSET ${offset}`)),
  one<readonly Value[]>([0n], [2n], [5n], [100n], [null]).map(([value]) =>
    join([argument('BIGINT', value!)], ([v]) => `LIMIT ${v}`),
  ),
);

/** Sums of DOUBLE depend on the order of the rows. */
const measure = one(
  ...['count(*)', 'count(*)', 'sum(x.int)', 'sum(x.big)', 'sum(x.price)', 'sum(x.fine)', 'avg(x.int)', 'avg(x.big)'],
  ...scalarFields.flatMap(({ name }) => [`min(x.${name})`, `max(x.${name})`, `count(x.${name})`]),
  ...[
    'count(DISTINCT x.txt)',
    'count(DISTINCT x.dbl)',
    'count(x.txts)',
    'min(x.o.int)',
    'max(x.o.dbl)',
    'sum(x.o.int)',
  ],
  ...['count(*) FILTER (x.flag)', 'max(x.int) FILTER (x.big > 0)', 'bool_or(x.flag)'],
);
const group = fc.oneof(
  anyField.map(({ name }) => `x.${name}`),
  fc.tuple(timeField, unit).map(([{ name }, u]) => `date_trunc('${u}', x.${name})`),
  one('CAST(x.at AS DATE)', 'x.local::DATE', 'x.o.int', 'x.o.txt', 'upper(x.txt)', 'year(x.at)', 'x.int % 2'),
);
const having = one('', '', 'HAVING count(*) > 1', 'HAVING max(x.int) > 0');

const filtered = (text: (field: WideField) => string): fc.Arbitrary<Case> =>
  fc
    .tuple(where, anyField)
    .map(([w, field]) => ({ ...join([w], ([c]) => `${text(field)} WHERE ${c}`), ordered: false }));

const wideCase: fc.Arbitrary<Case> = fc.oneof(
  { weight: 4, arbitrary: filtered(() => 'SELECT x.id FROM w x') },
  { weight: 1, arbitrary: filtered(() => 'SELECT * FROM w x') },
  { weight: 1, arbitrary: filtered(() => 'SELECT count(*) FROM w x') },
  { weight: 1, arbitrary: filtered(({ name }) => `SELECT DISTINCT x.${name} FROM w x`) },
  { weight: 1, arbitrary: filtered(({ name }) => `SELECT x.id, unnest(x.${name}s) AS e FROM w x`) },
  { weight: 1, arbitrary: filtered(({ name }) => `SELECT x.id, u.e FROM w x, UNNEST(x.${name}s) u(e)`) },
  {
    weight: 3,
    arbitrary: fc.tuple(where, anyField, direction, limited).map(([w, { name }, way, limit]) => ({
      ...join([w, limit], ([c, l]) => `SELECT x.id, x.${name} FROM w x WHERE ${c} ORDER BY x.${name}${way}, x.id ${l}`),
      ordered: true,
    })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(where, placeOfAny(), direction, limited).map(([w, place, way, limit]) => ({
      ...join([w, limit], ([c, l]) => `SELECT ${place} FROM w x WHERE ${c} ORDER BY ${place}${way} ${l}`),
      ordered: true,
    })),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(where, fc.uniqueArray(group, { maxLength: 2 }), fc.array(measure, { minLength: 1, maxLength: 3 }), having)
      .map(([w, groups, measures, h]) => {
        const by = groups.length === 0 ? '' : `GROUP BY ${groups.map((_, index) => index + 1).join(', ')}`;
        const items = [...groups, ...measures].map((item, index) => `${item} AS c${index}`).join(', ');
        return { ...join([w], ([c]) => `SELECT ${items} FROM w x WHERE ${c} ${by} ${h}`), ordered: false };
      }),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(where, anyField).map(([w, { name }]) => ({
      ...join(
        [w],
        ([c]) =>
          `SELECT e, count(*) AS n, max(int) AS m FROM (SELECT unnest(x.${name}s) AS e, x.int FROM w x WHERE ${c}) GROUP BY e`,
      ),
      ordered: false,
    })),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        where,
        anyField,
        one('JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'SEMI JOIN', 'ANTI JOIN'),
        one(
          ...['x.{f} = y.{g}', 'x.{f} = y.{g}', 'list_contains(y.{f}s, x.{f})', 'list_contains(x.{f}s, y.{f})'],
          ...['x.{f} < y.{g} AND y.id = 5', 'list_has_any(x.{f}s, y.{f}s)'],
        ),
        one('y.id < 5', 'y.int = 42', "y.txt LIKE 'a%'"),
      )
      .chain(([w, field, kind, on, narrow]) =>
        one(...related(field)).map(({ name }) => {
          const link = withFields(on, field.name, name);
          const columns = /SEMI|ANTI/.test(kind) ? 'x.id' : 'x.id, y.id AS other';
          return {
            ...join(
              [w],
              ([c]) => `SELECT ${columns} FROM w x ${kind} (SELECT * FROM w y WHERE ${narrow}) y ON ${link} WHERE ${c}`,
            ),
            ordered: false,
          };
        }),
      ),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        condition,
        anyField,
        one('<', '<=', '>', '>=', '='),
        one(
          'z.{f} {op} (SELECT max(x.{g}) FROM w x WHERE {p})',
          'z.{f} {op} (SELECT min(x.{g}) FROM w x WHERE {p})',
          'z.{f} IN (SELECT x.{f} FROM w x WHERE {p})',
          'z.{f} NOT IN (SELECT x.{f} FROM w x WHERE {p})',
          'EXISTS (SELECT 1 FROM w x WHERE x.{f} = z.G AND {p})',
          'list_contains(z.{f}s, (SELECT max(x.{f}) FROM w x WHERE {p}))',
          'list_has_any(z.{f}s, (SELECT list(x.{f}) FROM w x WHERE {p}))',
          'z.{f} IN (SELECT unnest(x.{f}s) FROM w x WHERE {p})',
          'z.{f} IN (SELECT x.{f} FROM w x WHERE {p} ORDER BY x.id LIMIT 3)',
        ),
      )
      .chain(([p, field, op, form]) =>
        one(...related(field)).map(({ name }) => {
          const asked = withFields(form, field.name, name).replace('{op}', op);
          return {
            ...join([p], ([c]) => `SELECT z.id FROM w z WHERE ${asked.replace('{p}', () => c!)}`),
            ordered: false,
          };
        }),
      ),
  },
);

function placeOfAny(): fc.Arbitrary<string> {
  return anyField.chain(placeOf);
}

function withFields(form: string, first: string, second: string): string {
  return form.replaceAll('{f}', first).replaceAll('{g}', second);
}

/** Statements over the collection w, whose fields have all types and the oddest values. */
export const anyWideCase: fc.Arbitrary<Case> = wideCase.map(({ text, values, ordered }) => {
  const names = [...new Set(text.match(/(?<=:)v\d+/g))];
  return {
    ordered,
    text: text.replace(/(?<=:)v\d+/g, (name) => `v${names.indexOf(name)}`),
    values: Object.fromEntries(names.map((name, index) => [`v${index}`, values[name]!])),
  };
});
