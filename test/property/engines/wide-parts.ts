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

export interface Part {
  readonly text: string;
  readonly values: Case['values'];
}

export const one = fc.constantFrom;
export const plain = (text: string): Part => ({ text, values: {} });
export const comparison = one('=', '<>', '<', '<=', '>', '>=', 'IS DISTINCT FROM', 'IS NOT DISTINCT FROM');

/** Fields whose values DuckDB compares with each other. */
const families = [
  ['int', 'big', 'huge', 'dbl', 'price', 'fine'],
  ['day', 'at', 'local'],
];
export const related = ({ name }: WideField): readonly WideField[] => {
  const family = families.find((names) => names.includes(name)) ?? [name];
  return scalarFields.filter((field) => family.includes(field.name));
};

export const anyField = one(...scalarFields);
const sampleOf = (field: WideField): fc.Arbitrary<Sample> => one(...field.samples);

let places = 0;
/** A constant or a parameter; null now and then. */
export const operand = (field: WideField): fc.Arbitrary<Part> =>
  fc.oneof(
    { weight: 5, arbitrary: sampleOf(field).map(({ sql }) => plain(sql)) },
    { weight: 3, arbitrary: sampleOf(field).map(({ value }) => argument(field.sql, value)) },
    { weight: 1, arbitrary: fc.constant(argument(field.sql, null)) },
  );
export const listOperand = (field: WideField): fc.Arbitrary<Part> =>
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

export function argument(type: string, value: Value): Part {
  places += 1;
  const name = `v${places}`;
  return { text: `:${name}`, values: { [name]: { type, value } } };
}

export function join(parts: readonly Part[], text: (texts: readonly string[]) => string): Part {
  return {
    text: text(parts.map((part) => part.text)),
    values: Object.assign({}, ...parts.map((part) => part.values)) as Part['values'],
  };
}

/** Where a value of the field stands: the field itself, or a member of the STRUCT. */
export const placeOf = (field: WideField): fc.Arbitrary<string> =>
  ['txt', 'int', 'at', 'dbl'].includes(field.name)
    ? one(`x.${field.name}`, `x.${field.name}`, `x.o.${field.name}`)
    : fc.constant(`x.${field.name}`);

/** Fields that hold a point in time, and what they are cut to. */
export const timeField = one(...scalarFields.filter(({ name }) => ['day', 'at', 'local'].includes(name)));
export const unit = one('year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second');
