import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { Proposal, ProposalRequest } from '../../../src/ingest/ingest-service.ts';
import { openIngest, type TestIngest } from './open-ingest.ts';

/** Proposals for what lies in a folder of files. */
export interface TestProposals {
  readonly folder: string;
  /** Writes a file below the folder, as `topics/<name>.ndjson` or `buckets/shop/<key>`. */
  readonly write: (path: string, content: string | Buffer) => Promise<void>;
  readonly ofTopic: (topic: string, more?: Partial<ProposalRequest>) => Promise<Proposal>;
  /** For objects of the bucket `shop`. */
  readonly ofBucket: (pattern: string, more?: Partial<ProposalRequest>) => Promise<Proposal>;
}

/** Opens the folder before the tests of a file and closes it after them. */
export function useProposals(): TestProposals {
  let test: TestIngest;
  beforeAll(async () => {
    test = await openIngest({ maxRecordBytes: 10_000 });
  });
  afterAll(() => test.close());

  return {
    get folder() {
      return test.folder;
    },
    async write(path, content) {
      const file = join(test.folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    },
    ofTopic: (topic, more = {}) =>
      test.ingest.propose({
        workspace: 'commons',
        name: topic,
        integration: 'files',
        of: { kind: 'topic', topic },
        rows: 2,
        ...more,
      }),
    ofBucket: (pattern, more = {}) =>
      test.ingest.propose({
        workspace: 'commons',
        name: 'products',
        integration: 'files',
        of: { kind: 'bucket', bucket: 'shop', pattern },
        rows: 2,
        ...more,
      }),
  };
}

/** From `input:` on, which is what differs. */
export const body = ({ yaml }: Proposal): string => yaml.slice(yaml.indexOf('\ninput:') + 1);
