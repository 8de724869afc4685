import type { ExistingField } from '../../../src/catalog/existing-indices.ts';
import { describeIndices } from '../../../src/elasticsearch/existing/describe-indices.ts';
import type { IndexFacts, MappedField, Mapping } from '../../../src/elasticsearch/existing/mapping.ts';
import { printType } from '../../../src/schema/print-type.ts';

/** What is known of one index. */
export const indexOf = (mapping: Mapping, name = 'a', ignoreAbove?: number): IndexFacts => ({
  name,
  mapping,
  shards: 1,
  ...(ignoreAbove === undefined ? {} : { ignoreAbove }),
});
/** An index with the one field f. */
export const withField = (field: MappedField): IndexFacts => indexOf({ properties: { f: field } });

/** The only field of the indices as `TYPE how`, or why it is not there. */
export const tell = (
  indices: readonly IndexFacts[],
  named?: readonly ExistingField[],
  others = false,
): string | undefined => {
  const { indexed, remarks } = describeIndices(indices, {
    index: 'a*',
    ...(named === undefined ? {} : { fields: { named, others } }),
  });
  const field = indexed.find(({ name }) => name !== '_id' && name !== '_event_time');
  if (field === undefined) return remarks[0]?.why;
  const { kind, ...how } = field.indexed;
  return `${printType(field.type)} ${kind === 'unindexed' ? (how as { why: string }).why : `${kind} ${JSON.stringify(how)}`}`;
};

/** `CODE: message` of what is thrown. */
export const errorOf = (run: () => unknown): string => {
  try {
    run();
    return 'no error';
  } catch (error) {
    return `${(error as { code: string }).code}: ${(error as Error).message}`;
  }
};
