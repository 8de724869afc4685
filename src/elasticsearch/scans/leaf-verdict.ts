import { printType } from '../../schema/print-type.ts';
import type { SqlType } from '../../schema/sql-type.ts';
import type { Verdict } from '../../plan/abilities.ts';
import type { Leaf } from '../../plan/query-plan.ts';
import type { AskedField } from './find-field.ts';
import { isRounded } from './number-bounds.ts';

const exact: Verdict = { kind: 'exact' };
const superset = (why: string): Verdict => ({ kind: 'superset', why });
const here = (why: string): Verdict => ({ kind: 'here', why });

/** What Elasticsearch makes of a question about a field, by the kind of the field and of the operands; their values do not matter. */
export function leafVerdict(field: AskedField | undefined, leaf: Leaf<{ readonly type: SqlType }>): Verdict {
  if (field === undefined) return here(`the index has no field ${leaf.field.join('.')}`);
  const unsearchable = whyUnsearchable(field);
  if (unsearchable !== undefined) return here(unsearchable);
  if (field.id) return idVerdict(leaf);
  switch (leaf.kind) {
    case 'presence':
      if (!field.list) return exact;
      return leaf.present
        ? here(`an index cannot tell an empty list ${field.name} from a missing one`)
        : superset(`an index cannot tell a missing list ${field.name} from an empty one`);
    case 'holds':
      if (!field.list) return here(`${field.name} is no list`);
      if (leaf.negated) return superset(`an index cannot tell a missing list ${field.name} from an empty one`);
      return leaf.operands.every(({ type }) => mayCompare(field.type, elementOf(type)))
        ? equality(field)
        : differs(field, leaf.operands);
    case 'in':
      if (field.list) return here(`${field.name} is a list`);
      return leaf.operands.every(({ type }) => mayCompare(field.type, elementOf(type)))
        ? equality(field)
        : differs(field, leaf.operands);
    case 'compare':
      if (field.list) return here(`${field.name} is a list`);
      if (!mayCompare(field.type, leaf.operand.type)) return differs(field, [leaf.operand]);
      return equality(field);
    case 'text':
      if (field.list || field.type.kind !== 'varchar') return here(`${field.name} is no text`);
      if (leaf.operand.type.kind !== 'varchar') return differs(field, [leaf.operand]);
      return leaf.match === 'ilike'
        ? superset('Elasticsearch ignores the case of ASCII letters only, and DuckDB that of all')
        : exact;
  }
}

/** A sentence when nothing can be asked about the field. */
export function whyUnsearchable({ indexed, name, type }: AskedField): string | undefined {
  if (indexed.kind === 'unindexed') return indexed.why;
  if (indexed.kind === 'object') return `${name} is an object: only its members can be searched`;
  if (indexed.kind === 'text' && indexed.keyword === undefined)
    return `${name} is analysed text without a keyword subfield`;
  return holdsType(indexed.kind, type)
    ? undefined
    : `${name} is ${printType(type)} here, and something else in the index`;
}

function holdsType(kind: AskedField['indexed']['kind'], type: SqlType): boolean {
  switch (kind) {
    case 'keyword':
    case 'text':
      return type.kind === 'varchar' || type.kind === 'uuid' || type.kind === 'time';
    case 'boolean':
      return type.kind === 'boolean';
    case 'whole':
      return type.kind === 'integer' || type.kind === 'bigint' || type.kind === 'hugeint';
    case 'floating':
    case 'scaled':
      return type.kind === 'double' || type.kind === 'decimal';
    case 'date':
      return isTemporal(type);
    case 'object':
    case 'unindexed':
      return false;
  }
}

function idVerdict(leaf: Leaf<{ readonly type: SqlType }>): Verdict {
  switch (leaf.kind) {
    case 'presence':
      return exact;
    case 'in':
      return leaf.operands.every(({ type }) => elementOf(type).kind === 'varchar') ? exact : here('_id is a text');
    case 'compare':
      if (leaf.operand.type.kind !== 'varchar') return here('_id is a text');
      return leaf.comparison === '=' || leaf.comparison === '<>'
        ? exact
        : here('_id is found by equality only, it has no order in an index');
    case 'text':
    case 'holds':
      return here('_id is found by equality only');
  }
}

function equality(field: AskedField): Verdict {
  const { indexed, type, name } = field;
  if (isRounded(type)) return superset(`${name} has more digits than the doubles of the index`);
  if (indexed.kind === 'scaled' || (indexed.kind === 'floating' && indexed.bits !== 64))
    return superset(`the numbers of ${name} are rounded in the index`);
  if (indexed.kind === 'date' && !indexed.nanos && type.kind !== 'date')
    return superset(`the index keeps milliseconds of ${name}`);
  return exact;
}

function differs(field: AskedField, operands: readonly { readonly type: SqlType }[]): Verdict {
  const types = [...new Set(operands.map(({ type }) => printType(type)))].join(', ');
  return here(`${field.name} is ${printType(field.type)} and is compared with ${types}`);
}

export const elementOf = (type: SqlType): SqlType => (type.kind === 'list' ? type.element : type);

const isTemporal = ({ kind }: SqlType): boolean => kind === 'date' || kind === 'timestamp' || kind === 'timestamptz';
const isNumber = ({ kind }: SqlType): boolean =>
  kind === 'integer' || kind === 'bigint' || kind === 'hugeint' || kind === 'double' || kind === 'decimal';

/** Whether the values of both can be compared in the index as DuckDB does. */
function mayCompare(field: SqlType, operand: SqlType): boolean {
  if (isNumber(field)) return isNumber(operand) && !(operand.kind === 'double' && isWide(field));
  // A timestamp as a date is another value; a date as a timestamp is midnight.
  if (isTemporal(field)) return isTemporal(operand) && (field.kind === 'date' || operand.kind !== 'date');
  return field.kind === operand.kind;
}

/** Whole numbers that a DOUBLE does not hold are compared rounded. */
const isWide = ({ kind }: SqlType): boolean => kind === 'bigint' || kind === 'hugeint';
