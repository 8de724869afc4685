import Type, { type Static } from 'typebox';
import { caseTwins } from '../base/case-twins.ts';
import type { Report } from '../config/report.ts';
import { durationSchema } from '../config/value-kinds.ts';
import { parseType } from '../schema/parse-type.ts';
import { noType } from './collection-input.ts';
import type { ExistingField, ExistingIndices } from './existing-indices.ts';

const closed = { additionalProperties: false } as const;
const fieldName = Type.String({ pattern: '^.{1,255}$' });

const existingField = Type.Object(
  {
    description: Type.Optional(Type.String()),
    list: Type.Optional(
      Type.Boolean({
        description: 'Documents hold several values, in a list; a mapping does not say which fields do.',
      }),
    ),
    type: Type.Optional(
      Type.String({ minLength: 1, description: 'Instead of what the mapping suggests, e.g. DECIMAL(12,2).' }),
    ),
  },
  closed,
);

/** Of each index name: what Elasticsearch allows, wildcards, and a minus in front of what is left out. */
const indexName = '[^\\s\\\\/?"<>|#,:_+-][^\\s\\\\/?"<>|#,:]*';

/** The schema of collections/<name>.yaml when its documents lie in indices that somebody else writes. */
export const existingSchema = Type.Object(
  {
    description: Type.Optional(Type.String()),
    index: Type.String({
      pattern: `^${indexName}(,-?${indexName})*$`,
      title: 'the name, alias or pattern of indices, such as orders-*',
      description: 'Indices that exist, in the cluster of the store. The collection is read only.',
    }),
    event_time: Type.Optional(
      Type.String({ minLength: 1, description: 'The field that is _event_time; absent: @timestamp, or none.' }),
    ),
    retention: Type.Optional(durationSchema),
    fields: Type.Optional(
      Type.Record(fieldName, existingField, {
        description: 'The fields that are read; "*" stands for all others. Absent: all of the mapping.',
      }),
    ),
  },
  closed,
);
type ExistingFile = Static<typeof existingSchema>;

/** Keys of other collection files that make no sense here, and why. */
const foreignKeys: Readonly<Record<string, string>> = {
  sources: 'somebody else writes its documents',
  input: 'its fields are those of the mapping; `fields:` narrows them',
  transformation: 'its documents are read as they lie there; a query lambda can remap them',
  write: 'nothing is written to it',
  settings: 'whoever made the indices set them up',
};

/** Options of fields that make no sense here, and why. */
const foreignOptions: Readonly<Record<string, string>> = {
  unique: 'only ingest can keep a list without duplicates, and these documents are written by somebody else',
  index: 'what can be looked up is decided by the mapping of the index',
};

export interface ExistingCollection {
  readonly existing: ExistingIndices;
  readonly description?: string;
  readonly retention?: string;
  /** By field. */
  readonly descriptions: Readonly<Record<string, { readonly description: string }>>;
}

/** The file without what can only be meant for a collection that is written; each such key is reported with the reason. */
export function withoutForeignKeys(file: Readonly<Record<string, unknown>>, report: Report): unknown {
  const kept = without(file, foreignKeys, (key, why) =>
    report([key], `${JSON.stringify(key)} does not go with "index": ${why}.`, 'Remove one of the two.'),
  );
  if (!isMembers(kept['fields'])) return kept;
  const fields = Object.entries(kept['fields']).map(([name, options]) => {
    if (!isMembers(options)) return [name, options];
    const left = without(options, foreignOptions, (key, why) =>
      report(['fields', name, key], `${JSON.stringify(key)} does not go with "index": ${why}.`),
    );
    return [name, left];
  });
  return { ...kept, fields: Object.fromEntries(fields) as unknown };
}

/** What a file that fits `existingSchema` says. Reports what its parts make of each other. */
export function readExisting(file: ExistingFile, report: Report): ExistingCollection {
  if (file.index.split(',').every((name) => /^-?\*+$/.test(name) || name.startsWith('-')))
    report(['index'], 'index must name some indices, and not all there are.');
  const { '*': others, ...named } = file.fields ?? {};
  if (others !== undefined && Object.keys(others).length > 0)
    report(['fields', '*'], '"*" stands for the fields that are not named, and takes no options.', 'Write "*": {}.');
  const names = Object.keys(named);
  if (file.fields !== undefined && names.length === 0 && others === undefined)
    report(['fields'], 'fields must name at least one field, or be left out for all of them.');
  for (const { name, earlier } of caseTwins(names))
    report(['fields', name], `the fields ${JSON.stringify(earlier)} and ${JSON.stringify(name)} differ only in case.`);
  const read = names.flatMap((name) => readField(name, named[name]!, report));
  return {
    existing: {
      index: file.index,
      ...(file.event_time === undefined ? {} : { eventTime: file.event_time }),
      ...(file.fields === undefined ? {} : { fields: { named: read, others: others !== undefined } }),
    },
    ...(file.description === undefined ? {} : { description: file.description }),
    ...(file.retention === undefined ? {} : { retention: file.retention }),
    descriptions: Object.fromEntries(
      names.flatMap((name) => {
        const description = named[name]!.description;
        return description === undefined ? [] : [[name, { description }]];
      }),
    ),
  };
}

function readField(
  name: string,
  { list, type }: Static<typeof existingField>,
  report: Report,
): readonly ExistingField[] {
  if (name === '_id' || name === '_event_time') {
    report(['fields', name], `${name} is always there${name === '_id' ? '' : '; event_time: says which field it is'}.`);
    return [];
  }
  const parsed = type === undefined ? undefined : parseType(type);
  if (type !== undefined && parsed === undefined) report(['fields', name, 'type'], noType(type));
  if (list !== undefined && parsed !== undefined && (parsed.kind === 'list') !== list)
    report(['fields', name, 'list'], `list: ${String(list)} contradicts the type ${type!}.`, 'Leave one of them out.');
  return [{ name, list: list ?? parsed?.kind === 'list', ...(parsed === undefined ? {} : { type: parsed }) }];
}

function without(
  members: Readonly<Record<string, unknown>>,
  foreign: Readonly<Record<string, string>>,
  tell: (key: string, why: string) => void,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(members).filter(([key]) => {
      const why = Object.hasOwn(foreign, key) ? foreign[key]! : undefined;
      if (why !== undefined) tell(key, why);
      return why === undefined;
    }),
  );
}

const isMembers = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
