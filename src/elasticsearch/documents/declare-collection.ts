import { randomBytes } from 'node:crypto';
import { errors, type Client, type estypes } from '@elastic/elasticsearch';
import { RockpoolError } from '../../base/error.ts';
import { printQualified } from '../../base/name.ts';
import { addedFields, assertFields, assertSameWriting } from '../../catalog/declaration-rules.ts';
import type { CollectionDeclaration } from '../../catalog/document-store.ts';
import { isExistingIndex, isMissingIndex } from '../errors.ts';
import { changeableSettings, mappingOf, metaOf, propertiesOf, settingsOf } from './index-mapping.ts';
import { indexOf } from './index-names.ts';
import { versionsOf, type StoredCollection } from './stored-collection.ts';

/** An index of ours as the cluster has it. */
export interface FoundIndex {
  readonly collection: StoredCollection;
  readonly index: string;
  readonly shards: number;
  readonly columnar: boolean;
  readonly settings: Readonly<Record<string, string>>;
}

export interface DeclareOptions {
  readonly client: Client;
  readonly alias: string;
  readonly refreshMs: number;
}

/** Of indices made by 8.15: `_ignored` has doc values (DOC_VALUES_FOR_IGNORED_META_FIELD in Elasticsearch's IndexVersions). */
const firstColumnar = 8_505_001;

/** Servers that declare at once overtake each other a few times at most. */
const mostAttempts = 10;

/**
 * Makes the index, or adds to it what is new. Fields are added in place; nobody waits. Several servers may do it at once.
 * Throws COLLECTION_INCOMPATIBLE, what the client throws, and STORE_FAILED.
 */
export async function declareCollection(
  declaration: CollectionDeclaration,
  options: DeclareOptions,
): Promise<FoundIndex> {
  const { client, alias } = options;
  assertFields(declaration);
  let altered = false;
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const found = await findIndex(client, alias);
    if (found === undefined) await create(declaration, options);
    else {
      assertOwn(declaration, found, alias);
      const wanted = alteredCollection(declaration, found);
      // Servers may show different fields of one index while a new declaration is rolled out; none may forget what another stores.
      const isThere = altered ? isEqual(wanted.stored, found.collection.stored) : isSame(wanted, found.collection);
      if (isThere && (altered || haveSettings(declaration, found, options))) return found;
      await alter(declaration, wanted, found, options);
      altered = true;
    }
  }
  throw new RockpoolError(
    'STORE_FAILED',
    `The index of ${printQualified(declaration)} does not become what was declared.`,
    { hint: `Look at ${alias}: an index behind it may have been made by hand, or servers declare different fields.` },
  );
}

/** The index behind an alias of ours; undefined when there is none. Throws what the client throws, and STORE_FAILED for one that is not ours. */
export async function findIndex(client: Client, alias: string): Promise<FoundIndex | undefined> {
  let answer: estypes.IndicesGetResponse;
  try {
    answer = await client.indices.get({ index: alias, flat_settings: true });
  } catch (error) {
    if (isMissingIndex(error)) return undefined;
    throw error;
  }
  const [first, ...others] = Object.entries(answer);
  if (first === undefined) return undefined;
  const found = others.length === 0 ? readIndex(first[0], first[1]) : undefined;
  if (found !== undefined) return found;
  throw new RockpoolError('STORE_FAILED', `What is called ${alias} in Elasticsearch is not an index of Rockpool.`, {
    hint: 'Choose another `index_prefix` for the store, or delete it.',
  });
}

/** Undefined for an index that is not ours. */
export function readIndex(index: string, state: estypes.IndicesIndexState): FoundIndex | undefined {
  const collection = state.mappings?._meta?.['rockpool'] as StoredCollection | undefined;
  if (collection?.incarnation === undefined) return undefined;
  const settings = (state.settings ?? {}) as Readonly<Record<string, string>>;
  const columnar = Number(settings['index.version.created']) >= firstColumnar;
  return { collection, index, shards: Number(settings['index.number_of_shards'] ?? 1), columnar, settings };
}

/** What is stored once the declaration holds: nothing that was ever stored is forgotten. */
function alteredCollection(declaration: CollectionDeclaration, { collection, shards }: FoundIndex): StoredCollection {
  const rebuild = `rebuild the index with \`rockpool reindex ${printQualified(declaration)}\``;
  assertSameWriting(declaration, collection, rebuild);
  const added = addedFields(declaration, collection.stored, rebuild);
  if (declaration.conditional === true && versionsOf(collection) === 'external')
    throw incompatible(declaration, 'its transformation yields `_op` now, which it did not when it was made', rebuild);
  const repeating = declaration.uniqueFields?.find(
    (name) =>
      collection.uniqueFields?.includes(name) !== true &&
      collection.stored.some((one) => one.name === name && one.type.kind === 'list'),
  );
  if (repeating !== undefined)
    throw incompatible(declaration, `its documents may hold an element of ${repeating} twice`, rebuild);
  const wanted = declaration.settings?.shards;
  if (wanted !== undefined && wanted !== shards)
    throw incompatible(declaration, `it has ${shards} shards and cannot have ${wanted}`, rebuild);
  return {
    ...describe(declaration),
    stored: [...collection.stored, ...added],
    // An index whose documents hold their versions stays one.
    ...(collection.conditional === true ? { conditional: true } : {}),
    incarnation: collection.incarnation,
    ...(collection.formerly === undefined ? {} : { formerly: collection.formerly }),
  };
}

function describe(declaration: CollectionDeclaration): Omit<StoredCollection, 'stored' | 'incarnation' | 'formerly'> {
  const { workspace, name, fields, write, conditional, uniqueFields, retentionMs } = declaration;
  return {
    workspace,
    name,
    fields,
    ...(write === undefined ? {} : { write }),
    ...(conditional === true ? { conditional } : {}),
    ...(uniqueFields === undefined || uniqueFields.length === 0 ? {} : { uniqueFields }),
    ...(retentionMs === undefined ? {} : { retentionMs }),
  };
}

async function create(declaration: CollectionDeclaration, { client, alias, refreshMs }: DeclareOptions): Promise<void> {
  const collection = newCollection(declaration);
  try {
    await client.indices.create({
      index: indexOf(alias, 1),
      settings: settingsOf(declaration, refreshMs),
      mappings: mappingOf(collection),
      aliases: { [alias]: {} },
    });
  } catch (error) {
    // Another server was a moment earlier: what it made is looked at next.
    if (!isExistingIndex(error)) throw error;
  }
}

/** A collection as it begins. */
export function newCollection(declaration: CollectionDeclaration): StoredCollection {
  return {
    ...describe(declaration),
    stored: addedFields(declaration, []),
    incarnation: randomBytes(8).toString('hex'),
  };
}

async function alter(
  declaration: CollectionDeclaration,
  wanted: StoredCollection,
  found: FoundIndex,
  { client, refreshMs }: DeclareOptions,
): Promise<void> {
  if (!isSame(wanted, found.collection)) {
    const properties = propertiesOf(wanted.stored) as Record<string, estypes.MappingProperty>;
    await client.indices
      .putMapping({ index: found.index, _meta: metaOf(wanted), properties })
      .catch((cause: unknown) => {
        throw mappingError(declaration, cause);
      });
  }
  if (!haveSettings(declaration, found, { refreshMs })) {
    await client.indices.putSettings({
      index: found.index,
      settings: changeableSettings(declaration, refreshMs),
    });
  }
}

/** Somebody has put a field of the same name into the mapping by hand. */
function mappingError(declaration: CollectionDeclaration, cause: unknown): unknown {
  if (!(cause instanceof errors.ResponseError) || cause.statusCode !== 400) return cause;
  const { reason } = (cause.body as { readonly error?: { readonly reason?: string } }).error ?? {};
  const rebuild = `rebuild the index with \`rockpool reindex ${printQualified(declaration)}\``;
  return incompatible(declaration, `its index takes no such field (${reason ?? 'it refuses the mapping'})`, rebuild);
}

function haveSettings(
  declaration: CollectionDeclaration,
  { settings }: FoundIndex,
  { refreshMs }: Pick<DeclareOptions, 'refreshMs'>,
): boolean {
  return Object.entries(changeableSettings(declaration, refreshMs)).every(
    ([name, value]) => settings[`index.${name}`] === String(value),
  );
}

/** Elasticsearch gives `_meta` back with its members in another order. */
function isSame(wanted: StoredCollection, stored: StoredCollection): boolean {
  const members = new Set([...Object.keys(wanted), ...Object.keys(stored)]) as Set<keyof StoredCollection>;
  return [...members].every((member) => isEqual(wanted[member], stored[member]));
}

function isEqual(left: unknown, right: unknown): boolean {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return left === right;
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].every((name) => isEqual(Reflect.get(left, name), Reflect.get(right, name)));
}

/** Prefixes may be such that two names become one: `a` with the workspace `b-c`, `a-b` with `c`. */
function assertOwn(declaration: CollectionDeclaration, { collection }: FoundIndex, alias: string): void {
  if (collection.workspace === declaration.workspace && collection.name === declaration.name) return;
  throw new RockpoolError(
    'COLLECTION_INCOMPATIBLE',
    `The index ${alias} holds ${printQualified(collection)}, not ${printQualified(declaration)}.`,
    { hint: 'Choose another `index_prefix` for the store.' },
  );
}

const incompatible = (declaration: CollectionDeclaration, why: string, rebuild: string): RockpoolError =>
  new RockpoolError(
    'COLLECTION_INCOMPATIBLE',
    `The collection ${printQualified(declaration)} cannot be declared: ${why}.`,
    { hint: `Put it back as it was, or ${rebuild}.` },
  );
