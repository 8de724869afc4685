import fc from 'fast-check';
import { scalarFields } from '../../integration/elasticsearch/wide-documents.ts';
import {
  anyField,
  argument,
  comparison,
  join,
  listOperand,
  one,
  operand,
  placeOf,
  plain,
  related,
  timeField,
  unit,
  type Part,
} from './wide-parts.ts';

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
export const condition: fc.Arbitrary<Part> = fc.letrec<{ readonly condition: Part }>((tie) => {
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

/** A condition on `x`, or none. */
export const where = fc.oneof(
  { weight: 1, arbitrary: fc.constant(plain('true')) },
  { weight: 4, arbitrary: condition },
);
