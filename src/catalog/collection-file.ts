import Type, { type Static } from 'typebox';
import { parseDuration } from '../base/duration.ts';
import type { Problem } from '../base/error.ts';
import { didYouMean } from '../base/suggest.ts';
import { checkValue } from '../config/check-value.ts';
import { reportTo, type Report } from '../config/report.ts';
import { durationSchema } from '../config/value-kinds.ts';
import type { YamlDocument } from '../config/yaml-document.ts';
import { readInput } from './collection-input.ts';
import { readSources, sourcesSchema, type KnownIntegrations } from './collection-sources.ts';
import type { CollectionDefinition } from './collection.ts';
import type { IndexSettings } from './document-store.ts';
import { existingSchema, readExisting, withoutForeignKeys } from './existing-file.ts';

const closed = { additionalProperties: false } as const;

const fieldOptions = Type.Object(
  {
    description: Type.Optional(Type.String()),
    unique: Type.Optional(
      Type.Boolean({ description: 'A list that is a set: nothing twice and no null, kept so by ingest.' }),
    ),
    index: Type.Optional(
      Type.Boolean({ description: 'Look-ups by this field are fast even when no deployed lambda needs them.' }),
    ),
  },
  closed,
);

const settings = Type.Object(
  {
    shards: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1024,
        description: 'Parts that are searched at once; fixed once it is made.',
      }),
    ),
    replicas: Type.Optional(Type.Integer({ minimum: 0, maximum: 100, description: 'Copies of each shard.' })),
    refresh: Type.Optional(durationSchema),
  },
  { ...closed, description: 'Of the index behind the collection; the embedded engine has none and ignores them.' },
);

const writtenSchema = Type.Object(
  {
    description: Type.Optional(Type.String()),
    sources: Type.Optional(sourcesSchema),
    input: Type.Record(
      Type.String({ pattern: '^.{1,255}$' }),
      Type.String({ minLength: 1, title: 'a type such as VARCHAR' }),
      {
        description: 'What a record looks like: names and types.',
        title: 'a name of 1 to 255 characters',
      },
    ),
    transformation: Type.Optional(
      Type.String({ minLength: 1, description: 'SQL over _input; the fields of the collection are what it yields.' }),
    ),
    write: Type.Optional(
      Type.Literal('merge', {
        description:
          'The _op UPSERT and UPDATE write only the fields that are not NULL, and the last writer of each field wins. Fixed once documents are there.',
      }),
    ),
    retention: Type.Optional(durationSchema),
    settings: Type.Optional(settings),
    fields: Type.Optional(Type.Record(Type.String({ pattern: '^.{1,255}$' }), fieldOptions)),
  },
  closed,
);

/** The schema of collections/<name>.yaml: a collection that Rockpool writes, or one over indices that somebody else writes. */
export const collectionFileSchema = Type.Union([writtenSchema, existingSchema]);

type CollectionFile = Static<typeof writtenSchema>;
type FileSettings = Static<typeof settings>;

export interface CollectionFileContext extends KnownIntegrations {
  readonly workspace: string;
  readonly name: string;
}

export type ParsedCollection =
  | { readonly kind: 'definition'; readonly definition: CollectionDefinition }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

/** The definition in a collections/*.yaml, or everything that is wrong with it. */
export function parseCollection(document: YamlDocument, context: CollectionFileContext): ParsedCollection {
  const problems: Problem[] = [];
  const report = reportTo(problems, document);
  const { file, value } = document;
  const isExisting = typeof value === 'object' && value !== null && Object.hasOwn(value, 'index');
  const definition = isExisting
    ? parseExisting(document, value as Readonly<Record<string, unknown>>, problems, report)
    : parseWritten(document, context, problems, report);
  if (definition === undefined || problems.length > 0) return { kind: 'problems', problems };
  const { workspace, name } = context;
  return { kind: 'definition', definition: { workspace, name, ...definition, file } };
}

type Content = Omit<CollectionDefinition, 'workspace' | 'name' | 'file'>;

function parseExisting(
  document: YamlDocument,
  value: Readonly<Record<string, unknown>>,
  problems: Problem[],
  report: Report,
): Content | undefined {
  const own = withoutForeignKeys(value, report);
  problems.push(...checkValue(existingSchema, own, document));
  if (problems.length > 0) return undefined;
  const { existing, description, retention, descriptions } = readExisting(own as Static<typeof existingSchema>, report);
  return {
    ...(description === undefined ? {} : { description }),
    sources: [],
    input: [],
    ...readRetention(retention, report),
    existing,
    fieldOptions: descriptions,
  };
}

function parseWritten(
  document: YamlDocument,
  context: CollectionFileContext,
  problems: Problem[],
  report: Report,
): Content | undefined {
  problems.push(...checkValue(writtenSchema, document.value, document));
  if (problems.length > 0) return undefined;
  const file = document.value as CollectionFile;
  const input = readInput(file.input, file.transformation !== undefined, report);
  const sources = readSources(file.sources ?? [], context, report);
  const place = file.transformation === undefined ? undefined : document.textPlaceAt(['transformation']);
  if (place?.folded === true)
    report(['transformation'], 'lines of SQL must not be joined.', 'Write `transformation: |`.');
  for (const name of Object.keys(file.fields ?? {})) {
    if (file.transformation !== undefined || Object.hasOwn(file.input, name)) continue;
    report(['fields', name], `there is no field ${JSON.stringify(name)}.${didYouMean(name, Object.keys(file.input))}`);
  }
  return {
    ...(file.description === undefined ? {} : { description: file.description }),
    sources,
    input,
    ...(file.transformation === undefined ? {} : { transformation: file.transformation }),
    ...(file.write === undefined ? {} : { write: file.write }),
    ...readRetention(file.retention, report),
    ...(file.settings === undefined ? {} : { settings: readSettings(file.settings, report) }),
    fieldOptions: file.fields ?? {},
    ...(place === undefined ? {} : { transformationPlace: { line: place.line, column: place.column } }),
  };
}

function readRetention(written: string | undefined, report: Report): Pick<CollectionDefinition, 'retentionMs'> {
  if (written === undefined) return {};
  const retentionMs = parseDuration(written)!;
  if (retentionMs === 0) report(['retention'], 'retention must be longer than nothing.');
  return { retentionMs };
}

function readSettings({ shards, replicas, refresh }: FileSettings, report: Report): IndexSettings {
  const refreshMs = refresh === undefined ? undefined : parseDuration(refresh)!;
  if (refreshMs === 0) report(['settings', 'refresh'], 'refresh must be longer than nothing.');
  return {
    ...(shards === undefined ? {} : { shards }),
    ...(replicas === undefined ? {} : { replicas }),
    ...(refreshMs === undefined ? {} : { refreshMs }),
  };
}
