import type { Abilities } from '../../plan/abilities.ts';
import type { QualifiedName } from '../../base/name.ts';
import type { FieldPath } from '../../plan/query-plan.ts';
import type { CollectionIndex, IndexRegistry } from '../collection-index.ts';
import type { DocumentCount } from './document-counts.ts';
import { findField, type AskedField } from './find-field.ts';
import { groupVerdict, measureVerdict } from './group-verdict.ts';
import { leafVerdict } from './leaf-verdict.ts';
import { orderVerdict } from './order-verdict.ts';

/** What indices can be asked, by how their fields are indexed. Throws COLLECTION_NOT_FOUND. */
export function makeAbilities(
  registry: IndexRegistry,
  counts: (index: CollectionIndex) => DocumentCount | undefined,
): Abilities {
  const find = (collection: QualifiedName, path: FieldPath): AskedField | undefined =>
    findField(registry.require(collection), path);
  return {
    leaf: (collection, leaf) => leafVerdict(find(collection, leaf.field), leaf),
    order: (collection, field) => orderVerdict(find(collection, field)),
    group: (collection, key) => groupVerdict(find(collection, key.field), key),
    measure: (collection, measure) =>
      measureVerdict(measure.field === undefined ? undefined : find(collection, measure.field), measure),
    documents: (collection) => counts(registry.require(collection))?.documents,
    fields: (collection) => registry.require(collection).fields.map(({ name, type }) => ({ name, type })),
  };
}
