import { labelOf } from '../../plugins/column-format.ts';

/** Names as people write them; those that would read the same stay as they are. */
export function distinctLabels(names: readonly string[]): readonly string[] {
  const labels = names.map(labelOf);
  return labels.map((label, index) =>
    labels.filter((one) => one === label).length === 1 ? label : (names[index] ?? label),
  );
}
