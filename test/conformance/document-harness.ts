import { afterEach, beforeEach } from 'vitest';
import type { QualifiedName } from '../../src/base/name.ts';
import type { CollectionDeclaration, DocumentStore, WriteResult } from '../../src/catalog/document-store.ts';
import type { Field } from '../../src/schema/sql-type.ts';
import type { Value } from '../../src/schema/value.ts';
import { eventTimeField, idField, toBatch, type TestOperation } from './document-batch.ts';

/** What the tests declare when they say nothing else. */
export const fields: readonly Field[] = [
  { name: 'name', type: { kind: 'varchar' } },
  { name: 'n', type: { kind: 'bigint' } },
];

/** A store with a new collection for each test. */
export interface DocumentHarness {
  readonly store: DocumentStore;
  readonly collection: QualifiedName;
  readonly declare: (own?: readonly Field[], more?: Partial<CollectionDeclaration>) => Promise<void>;
  readonly write: (operations: readonly TestOperation[], own?: readonly Field[]) => Promise<WriteResult>;
  /** Documents as rows of the declared fields, in the order of the ids. */
  readonly rows: (...ids: string[]) => Promise<Value[][]>;
  readonly outcomes: (...operations: TestOperation[]) => Promise<readonly string[]>;
  /** What was written is also counted and swept: some stores take a moment. */
  readonly settle: () => Promise<void>;
}

/** Opens and closes the store around each test of the surrounding `describe`. */
export function useDocumentStore(
  open: () => Promise<DocumentStore>,
  settle: () => Promise<void> = () => Promise.resolve(),
): DocumentHarness {
  let store: DocumentStore;
  let collection: QualifiedName;
  let count = 0;
  beforeEach(async () => {
    store = await open();
    collection = { workspace: 'commons', name: `t${Date.now()}_${(count += 1)}` };
  });
  afterEach(() => store.close());

  const write = (operations: readonly TestOperation[], own = fields): Promise<WriteResult> =>
    store.write(collection, toBatch(own, operations));
  return {
    get store() {
      return store;
    },
    get collection() {
      return collection;
    },
    declare: (own = fields, more = {}) =>
      store.declare({ ...collection, fields: [idField, eventTimeField, ...own], lookupFields: [], ...more }),
    write,
    async rows(...ids) {
      const batch = await store.read(collection, ids);
      const read = Array.from({ length: batch.rowCount }, (_, row) => batch.columns.map((column) => column[row]!));
      return read.sort((a, b) => ids.indexOf(String(a[0])) - ids.indexOf(String(b[0])));
    },
    outcomes: async (...operations) => (await write(operations)).outcomes,
    settle,
  };
}
