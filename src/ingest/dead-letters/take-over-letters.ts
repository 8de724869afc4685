import type { QualifiedName } from '../../base/name.ts';
import type { RecordStore } from '../../catalog/record-store.ts';
import { deadLetterId, deadLetterPrefix } from './dead-letter.ts';

const pageSize = 200;

/** Makes the letters of one name those of another. May be called again after it broke off. Throws STORE_UNAVAILABLE. */
export async function takeOverLetters(records: RecordStore, from: QualifiedName, to: QualifiedName): Promise<void> {
  for (let after: string | undefined; ;) {
    const options = { prefix: deadLetterPrefix(from), limit: pageSize, ...(after === undefined ? {} : { after }) };
    const letters = await records.list('dead-letter', options);
    if (letters.length === 0) return;
    after = letters.at(-1)!.id;
    await records.putAll(
      'dead-letter',
      letters.map(({ value }) => ({
        id: deadLetterId(to, value['source'] as string, value['position'] as string),
        value,
      })),
    );
    for (const { id, revision } of letters) await records.delete({ kind: 'dead-letter', id }, revision);
  }
}
