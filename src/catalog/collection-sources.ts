import { createHash } from 'node:crypto';
import Type, { type Static } from 'typebox';
import { parseDuration } from '../base/duration.ts';
import { didYouMean } from '../base/suggest.ts';
import type { Report } from '../config/report.ts';
import { durationSchema } from '../config/value-kinds.ts';
import { parseTimestamptz } from '../schema/date-time.ts';
import type { SourceDefinition, SourceFormat } from './collection.ts';

const text = Type.String({ minLength: 1 });
const closed = { additionalProperties: false } as const;

const csvOptions = Type.Object(
  {
    header: Type.Optional(Type.Boolean({ description: 'The first line names the columns; true when absent.' })),
    separator: Type.Optional(Type.String({ pattern: '^.$', title: 'one character' })),
    quote: Type.Optional(Type.String({ pattern: '^.?$', title: 'one character, or "" for none' })),
    columns: Type.Optional(
      Type.Array(text, { minItems: 1, description: 'Names of the columns when there is no header.' }),
    ),
  },
  closed,
);

/** What Kafka and S3 allow in names, together; never a path. */
const outsideName = Type.String({
  pattern: '^(?!\\.{1,2}$)[A-Za-z0-9._-]{1,249}$',
  title: 'a name of letters, digits, ., _ and -',
});

const topicSource = Type.Object(
  {
    integration: text,
    topic: outsideName,
    format: Type.Optional(Type.Enum(['json', 'avro'])),
    start: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'earliest (when absent), latest, or a time such as 2026-08-17T00:00:00Z',
      }),
    ),
  },
  closed,
);

const bucketSource = Type.Object(
  {
    integration: text,
    bucket: outsideName,
    pattern: Type.Optional(
      Type.String({
        description: '* within a segment, ** across, ? one character, {name} captured; a plain text is a prefix.',
      }),
    ),
    format: Type.Enum(['json', 'ndjson', 'csv', 'parquet']),
    csv: Type.Optional(csvOptions),
    every: Type.Optional(durationSchema),
  },
  closed,
);

/** The schema of `sources:`. */
export const sourcesSchema = Type.Array(Type.Union([topicSource, bucketSource]));

type SourceFile = Static<typeof topicSource> | Static<typeof bucketSource>;

export interface KnownIntegrations {
  /** Names of the integrations of rockpool.yaml. */
  readonly integrations: readonly string[];
  /** Those of them with a schema registry, which Avro needs. Absent: unknown here, and told when the source is read. */
  readonly registries?: readonly string[];
}

/** The `sources:` of a collection, in their order. Reports what does not fit together, and integrations that nobody defined. */
export function readSources(
  files: readonly SourceFile[],
  { integrations, registries }: KnownIntegrations,
  report: Report,
): readonly SourceDefinition[] {
  const seen = new Set<string>();
  return files.flatMap((file, index) => {
    const path = ['sources', index];
    if (!integrations.includes(file.integration)) {
      const near =
        didYouMean(file.integration, integrations) ||
        (integrations.length === 0 ? ' There is none.' : ` There are: ${integrations.join(', ')}.`);
      report([...path, 'integration'], `rockpool.yaml has no integration ${JSON.stringify(file.integration)}.${near}`);
    } else if (file.format === 'avro' && registries?.includes(file.integration) === false) {
      report(
        [...path, 'format'],
        `the integration ${JSON.stringify(file.integration)} has no schema registry, which holds the schemas of Avro records.`,
        'Write `schema_registry: { url: … }` under it in rockpool.yaml.',
      );
    }
    const source = readSource(file, path, report);
    if (source === undefined) return [];
    if (seen.has(source.id)) report(path, 'this source is there twice.', 'Remove one of them.');
    seen.add(source.id);
    return [source];
  });
}

function readSource(
  file: SourceFile,
  path: readonly (string | number)[],
  report: Report,
): SourceDefinition | undefined {
  if ('topic' in file) {
    const start = readStart(file.start ?? 'earliest');
    if (start === undefined) {
      report(
        [...path, 'start'],
        `start must be earliest, latest or a time such as 2026-08-17T00:00:00Z, not ${JSON.stringify(file.start)}.`,
      );
      return undefined;
    }
    const id = sourceId(file.topic, ['topic', file.integration, file.topic]);
    return {
      kind: 'topic',
      id,
      integration: file.integration,
      topic: file.topic,
      format: { kind: file.format ?? 'json' },
      start,
    };
  }
  if (file.csv !== undefined && file.format !== 'csv')
    report([...path, 'csv'], `csv options do not fit the format ${file.format}.`);
  if (file.csv?.header === false && file.csv.columns === undefined) {
    report([...path, 'csv'], 'without a header the columns need names.', 'Write `columns: [a, b, …]`.');
  }
  const pattern = file.pattern ?? '';
  return {
    kind: 'bucket',
    id: sourceId(file.bucket, ['bucket', file.integration, file.bucket, pattern]),
    integration: file.integration,
    bucket: file.bucket,
    pattern,
    format: readFormat(file),
    everyMs: parseDuration(file.every ?? '30s')!,
  };
}

function readFormat(file: Static<typeof bucketSource>): SourceFormat {
  if (file.format !== 'csv') return { kind: file.format };
  const { header = true, separator = ',', quote = '"', columns } = file.csv ?? {};
  return { kind: 'csv', header, separator, quote, ...(columns === undefined ? {} : { columns }) };
}

function readStart(written: string): 'earliest' | 'latest' | number | undefined {
  if (written === 'earliest' || written === 'latest') return written;
  const micros = parseTimestamptz(written);
  return micros === undefined ? undefined : Number(micros / 1000n);
}

/** Readable, and the same as long as the source reads the same thing: a checkpoint hangs on it. */
function sourceId(readable: string, parts: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8);
  return `${readable.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 60)}-${hash}`;
}
