import type { QualifiedName } from '../base/name.ts';
import type { Field, SqlType } from '../schema/sql-type.ts';
import type { IndexSettings } from './document-store.ts';
import type { ExistingIndices } from './existing-indices.ts';

/** A queryable set of documents, as its YAML file defines it. */
export interface CollectionDefinition extends QualifiedName {
  readonly description?: string;
  readonly sources: readonly SourceDefinition[];
  /** What a record looks like. A missing member is NULL, a value of another type makes a dead letter. */
  readonly input: readonly InputField[];
  /** SQL over `_input`; without it the fields are the input. */
  readonly transformation?: string;
  /** Operations may write some fields of a document, and the last writer of each field wins. Absent: they write whole documents. */
  readonly write?: 'merge';
  /** Documents older than this, by `_event_time`, are invisible and later swept. */
  readonly retentionMs?: number;
  /** Its documents lie in indices that somebody else writes: it is read only, has no sources, and `input` is what the store found there. */
  readonly existing?: ExistingIndices;
  /** Of the index behind it, where the store has one. */
  readonly settings?: IndexSettings;
  /** Descriptions and index options of fields, by name. */
  readonly fieldOptions: Readonly<Record<string, FieldOptions>>;
  /** The file and the place of the transformation in it, for errors. */
  readonly file: string;
  readonly transformationPlace?: { readonly line: number; readonly column: number };
}

export interface InputField {
  readonly name: string;
  readonly type: SqlType;
  /** Of a number that stands for a time: TIMESTAMPTZ(ms). Absent: ISO text. */
  readonly epochUnit?: 's' | 'ms' | 'us';
}

export interface FieldOptions {
  readonly description?: string;
  /** A list that is a set, kept so by whatever writes documents: nothing twice, no null. */
  readonly unique?: boolean;
  /** Keep a look-up index for this field even when no deployed lambda compares it with a parameter. */
  readonly index?: boolean;
}

/** What feeds one collection. `id` is derived from integration, topic or bucket and pattern, and names its checkpoint. */
export type SourceDefinition = TopicSource | BucketSource;

interface SourceCommon {
  readonly id: string;
  readonly integration: string;
  readonly format: SourceFormat;
}

export interface TopicSource extends SourceCommon {
  readonly kind: 'topic';
  readonly topic: string;
  /** Where to begin when there is no checkpoint; a number is milliseconds since 1970. */
  readonly start: 'earliest' | 'latest' | number;
}

export interface BucketSource extends SourceCommon {
  readonly kind: 'bucket';
  readonly bucket: string;
  /** `*` within a segment, `**` across, `?` one character, `{name}` captured into `_meta`. A plain text is a prefix. */
  readonly pattern: string;
  readonly everyMs: number;
}

export type SourceFormat =
  | { readonly kind: 'json' }
  /** Records of a topic whose schemas stand in a registry. */
  | { readonly kind: 'avro' }
  | { readonly kind: 'ndjson' }
  | { readonly kind: 'parquet' }
  | {
      readonly kind: 'csv';
      readonly header: boolean;
      readonly separator: string;
      readonly quote: string;
      readonly columns?: readonly string[];
    };

/** A collection that is ready: its definition and the fields that its transformation yields, `_id` and `_event_time` first. */
export interface Collection {
  readonly definition: CollectionDefinition;
  readonly fields: readonly Field[];
  /** Its transformation chooses operations that ask whether the document is there: INSERT, REPLACE. */
  readonly conditional?: true;
}
