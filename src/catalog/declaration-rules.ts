import { caseTwins } from '../base/case-twins.ts';
import { RockpoolError } from '../base/error.ts';
import { printQualified } from '../base/name.ts';
import { printType } from '../schema/print-type.ts';
import type { Field } from '../schema/sql-type.ts';
import type { CollectionDeclaration } from './document-store.ts';

/** The fields of every document. */
export const idField: Field = { name: '_id', type: { kind: 'varchar' } };
export const eventTimeField: Field = { name: '_event_time', type: { kind: 'timestamptz' } };

/** The fields that a transformation yields beside `_id` and `_event_time`. */
export function ownFields(fields: readonly Field[]): readonly Field[] {
  return fields.filter(({ name }) => name !== idField.name && name !== eventTimeField.name);
}

/** Throws COLLECTION_INCOMPATIBLE for fields that differ only in case or have no name, and for `_id` or `_event_time` of a wrong type. */
export function assertFields(declaration: CollectionDeclaration): void {
  const names = declaration.fields.map((field) => field.name);
  if (names.includes('')) throw incompatible(declaration, 'a field has no name.');
  const [twin] = caseTwins(names);
  if (twin !== undefined && twin.earlier === twin.name)
    throw incompatible(declaration, `the field ${JSON.stringify(twin.name)} is declared twice.`);
  if (twin !== undefined)
    throw incompatible(declaration, `the fields "${twin.earlier}" and "${twin.name}" differ only in case.`);
  for (const required of [idField, eventTimeField]) {
    const found = declaration.fields.find((field) => field.name === required.name);
    const wanted = printType(required.type);
    if (found === undefined) throw incompatible(declaration, `the field ${required.name} ${wanted} is missing.`);
    if (printType(found.type) !== wanted) {
      throw incompatible(declaration, `the field ${required.name} must be ${wanted}, not ${printType(found.type)}.`);
    }
  }
}

/**
 * Documents that were written whole have no versions of their fields, and there is no honest one to give them. Throws COLLECTION_INCOMPATIBLE;
 * `rebuild` is what the store offers beside a new collection, as a clause.
 */
export function assertSameWriting(
  declaration: CollectionDeclaration,
  existing: Pick<CollectionDeclaration, 'write'>,
  rebuild?: string,
): void {
  if (declaration.write === existing.write) return;
  const [stored, wanted] = declaration.write === 'merge' ? ['without', 'with'] : ['with', 'without'];
  throw new RockpoolError(
    'COLLECTION_INCOMPATIBLE',
    `The collection ${printQualified(declaration)} is stored ${stored} "write: merge" and cannot be declared ${wanted} it.`,
    {
      hint: `Put \`write\` back as it was, ${clause(rebuild)}or make a new collection, under another name, beside this one.`,
    },
  );
}

/** The declared fields that are not stored yet. Throws COLLECTION_INCOMPATIBLE for one that is stored with another type, or in another case. */
export function addedFields(
  declaration: CollectionDeclaration,
  stored: readonly Field[],
  rebuild?: string,
): readonly Field[] {
  return ownFields(declaration.fields).filter((field) => !isStored(declaration, field, stored, rebuild));
}

function isStored(
  declaration: CollectionDeclaration,
  field: Field,
  stored: readonly Field[],
  rebuild: string | undefined,
): boolean {
  const found = stored.find((one) => one.name.toLowerCase() === field.name.toLowerCase());
  if (found === undefined) return false;
  if (found.name !== field.name) {
    throw incompatible(
      declaration,
      `the field "${field.name}" is stored as "${found.name}"; the two differ only in case.`,
    );
  }
  const [before, after] = [printType(found.type), printType(field.type)];
  if (before === after) return true;
  throw new RockpoolError(
    'COLLECTION_INCOMPATIBLE',
    `The field "${field.name}" of ${printQualified(declaration)} is stored as ${before} and cannot become ${after}.`,
    { hint: `Give the field a new name, keep ${before}, ${clause(rebuild)}or make a new collection beside this one.` },
  );
}

const clause = (rebuild: string | undefined): string => (rebuild === undefined ? '' : `${rebuild}, `);

const incompatible = (declaration: CollectionDeclaration, what: string): RockpoolError =>
  new RockpoolError(
    'COLLECTION_INCOMPATIBLE',
    `The collection ${printQualified(declaration)} cannot be declared: ${what}`,
    {
      hint: 'Correct the fields that its transformation yields.',
    },
  );
