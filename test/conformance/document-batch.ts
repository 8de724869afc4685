import type { CollectionDeclaration } from '../../src/catalog/document-store.ts';
import type { OperationBatch, OperationKind } from '../../src/catalog/operation.ts';
import type { Field } from '../../src/schema/sql-type.ts';
import type { Value } from '../../src/schema/value.ts';

/** One operation as a test writes it down. */
export interface TestOperation {
  readonly id: string;
  readonly v: bigint;
  readonly kind?: OperationKind;
  /** Microseconds since 1970. */
  readonly at?: bigint;
  readonly values?: readonly Value[];
  readonly clear?: readonly string[];
}

export const idField: Field = { name: '_id', type: { kind: 'varchar' } };
export const eventTimeField: Field = { name: '_event_time', type: { kind: 'timestamptz' } };

/** 2026-08-17T21:19:57.558577Z */
export const someTime = 1_787_001_597_558_577n;

/** Operations as columns; a missing value is null. */
export function toBatch(fields: readonly Field[], operations: readonly TestOperation[]): OperationBatch {
  return {
    ids: operations.map((operation) => operation.id),
    kinds: operations.map((operation) => operation.kind ?? 'repsert'),
    versions: operations.map((operation) => operation.v),
    eventTimes: operations.map((operation) => operation.at ?? someTime),
    fields,
    columns: fields.map((_, index) => operations.map((operation) => operation.values?.[index] ?? null)),
    ...(operations.some((operation) => operation.clear !== undefined)
      ? { clears: operations.map((operation) => operation.clear ?? []) }
      : {}),
  };
}

/** A collection of `commons` with these fields beside its own. */
export function declarationOf(name: string, fields: readonly Field[]): CollectionDeclaration {
  return { workspace: 'commons', name, fields: [idField, eventTimeField, ...fields], lookupFields: [] };
}

/** Each row as a document: `<name>-0`, `<name>-1` … */
export function batchOfRows(
  name: string,
  fields: readonly Field[],
  rows: readonly (readonly Value[])[],
): OperationBatch {
  return toBatch(
    fields,
    rows.map((values, index) => ({ id: `${name}-${index}`, v: BigInt(index + 1), values })),
  );
}
