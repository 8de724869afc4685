import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseCollection } from '../../src/catalog/collection-file.ts';
import { parseYaml } from '../../src/config/yaml-document.ts';
import { openIngest, type TestIngest } from '../integration/ingest/open-ingest.ts';

let test: TestIngest;
let runs = 0;
beforeAll(async () => {
  test = await openIngest();
  await mkdir(join(test.folder, 'topics'), { recursive: true });
});
afterAll(() => test.close());

const special = ['_id', 'id', '_event_time', 'timestamp', 'created_at', '_op', '_version', '_clear', '_meta', '_v'];
const odd = ['a.b', 'a b', 'A', 'a', 'select', 'null', '"', "'", '', '#', ': ', '__proto__', 'x_meta', 'now()', '{x}'];
const name = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'c', 'd') },
  { weight: 2, arbitrary: fc.constantFrom(...special, ...odd) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
);
const number = fc.oneof(
  fc.integer().map(String),
  fc.constantFrom('1.0', '-0', '1e5', '1e400', '0.1', '9223372036854775808', '1786000000000', '1786000000'),
  fc.bigInt({ min: -(2n ** 140n), max: 2n ** 140n }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => JSON.stringify(one)),
);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '',
    '2026-08-17',
    '2026-08-17T21:19:57Z',
    '2026-08-17 21:19',
    '2026-02-30T00:00:00Z',
    'DELETE',
    'UPSERT',
  ),
);
/** JSON as text, since a number has more digits than JavaScript keeps. */
const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom('null', 'true', 'false'),
    number,
    text.map((one) => JSON.stringify(one)),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
    fc
      .array(fc.tuple(name, tie('value')), { maxLength: 4 })
      .map((members) => `{${members.map(([key, one]) => `${JSON.stringify(key)}:${one}`).join(',')}}`),
  ),
}));
/** Records of one topic: mostly the same members with the same kind of value. */
const records = fc
  .array(fc.tuple(name, fc.array(value, { minLength: 1, maxLength: 2 })), { minLength: 1, maxLength: 6 })
  .chain((members) =>
    fc
      .array(fc.array(fc.nat(7), { minLength: members.length, maxLength: members.length }), {
        minLength: 1,
        maxLength: 8,
      })
      .map((rows) =>
        rows.map((choices) => {
          const present = members.flatMap(([key, values], at) =>
            choices[at] === 7 ? [] : [`${JSON.stringify(key)}:${values[choices[at]! % values.length]!}`],
          );
          return `{${present.join(',')}}`;
        }),
      ),
  );

it(
  'a proposal is a file that loads, and refuses none of the records that it was made of',
  { timeout: 120_000 },
  async () => {
    const property = fc.asyncProperty(records, async (lines) => {
      runs += 1;
      const topic = `t${runs}`;
      await writeFile(join(test.folder, 'topics', `${topic}.ndjson`), `${lines.join('\n')}\n`);
      const request = {
        workspace: 'commons',
        name: topic,
        integration: 'files',
        of: { kind: 'topic', topic },
      } as const;
      const proposal = await test.ingest.propose({ ...request, rows: 100 }).catch((error: unknown) => {
        // Nothing but names that no field can have.
        expect(String(error)).toContain('have no member that could be a field');
      });
      if (proposal === undefined) return;

      expect(
        proposal.preview.rows.flatMap((row) => row.error ?? []),
        proposal.yaml,
      ).toEqual([]);
      expect([proposal.refused, proposal.sampled]).toEqual([0, lines.length]);
      const read = parseYaml(proposal.file, proposal.yaml);
      const parsed =
        read.kind === 'document' ? parseCollection(read.document, { ...request, integrations: ['files'] }) : read;
      expect(parsed.kind).toBe('definition');
      if (parsed.kind !== 'definition') return;
      await test.ingest.prepare(parsed.definition, ({ definition, fields }) =>
        test.documents.declare({ ...definition, fields, lookupFields: [] }),
      );
    });
    await fc.assert(property, { numRuns: 100 });
  },
);
