import { RockpoolError } from '../../base/error.ts';
import { assertName, defaultWorkspace, isWorkspaceName, printQualified, type QualifiedName } from '../../base/name.ts';
import type { ExistingRemark, ExistingSample, IndexReader } from '../../catalog/existing-indices.ts';
import { printType } from '../../schema/print-type.ts';
import type { Field, SqlType } from '../../schema/sql-type.ts';
import type { Proposal } from '../ingest-service.ts';
import { shortText } from './propose-input.ts';

export interface ExistingProposalRequest extends QualifiedName {
  readonly index: string;
}

/** A mapping does not say what is a list: so many documents are asked. */
const sampleSize = 500;
const longestList = 20;

/**
 * A ready file for a collection that reads existing indices, made of their mapping and of some documents. Throws NAME_INVALID,
 * SOURCE_UNREADABLE when no index matches, COLLECTION_INCOMPATIBLE when one cannot be read, and STORE_*.
 */
export async function proposeExisting(indices: IndexReader, request: ExistingProposalRequest): Promise<Proposal> {
  const { workspace, name, index } = request;
  assertName('collection', name);
  if (!isWorkspaceName(workspace))
    throw new RockpoolError('NAME_INVALID', `${JSON.stringify(workspace)} is not a name for a workspace.`);
  const sample = await indices.sample(index, sampleSize);
  const { description } = sample;
  const fields = description.fields.map(({ name: field, type }) => ({
    name: field,
    type: listedType(field, type, sample.lists),
  }));
  return {
    file: `collections/${workspace === defaultWorkspace ? '' : `${workspace}/`}${name}.yaml`,
    yaml: printExisting(index, fields, sample),
    sampled: sample.sampled,
    refused: 0,
    preview: {
      collection: printQualified(request),
      source: index,
      fields: fields.map((field) => ({ name: field.name, type: printType(field.type) })),
      rows: [],
    },
  };
}

/** The type with a list wherever a document had one. */
function listedType(path: string, type: SqlType, lists: ReadonlySet<string>): SqlType {
  if (type.kind === 'json') return type;
  const isList = type.kind === 'list';
  const inner = isList ? type.element : type;
  const element: SqlType =
    inner.kind === 'struct'
      ? { kind: 'struct', fields: inner.fields.map((member) => listedMember(path, member, lists)) }
      : inner;
  return isList || lists.has(path) ? { kind: 'list', element } : element;
}

const listedMember = (path: string, { name, type }: Field, lists: ReadonlySet<string>): Field => ({
  name,
  type: listedType(`${path}.${name}`, type, lists),
});

function printExisting(index: string, fields: readonly Field[], { description, sampled }: ExistingSample): string {
  const { eventTime, indices, remarks } = description;
  const found = new Map(description.fields.map(({ name, type }) => [name, type]));
  const unindexed = new Map(remarks.filter(({ kind }) => kind === 'unindexed').map((one) => [one.field, one]));
  const leftOut = remarks.filter(({ kind }) => kind === 'left-out');
  const seen = `the mapping of ${indices.length === 1 ? indices[0]! : `${indices.length} indices`} and ${sampled} documents`;
  return [
    `# Proposed by \`rockpool preview\` from ${seen}. Change what does not fit.`,
    `index: ${JSON.stringify(index)} # read only: somebody else writes there`,
    eventTime === undefined
      ? '# event_time: … # no field @timestamp is there; name a date field, or _event_time is null'
      : `event_time: ${printKey(eventTime)}`,
    'fields: # these are read; add "*": {} for all that the mapping gets later',
    ...fields.map((field) => printField(field, found.get(field.name)!, unindexed.get(field.name))),
    ...leftOut.slice(0, longestList).map(({ why }) => `  # without ${shortWhy(why)}`),
    ...(leftOut.length > longestList ? [`  # and without ${leftOut.length - longestList} more`] : []),
    '',
  ].join('\n');
}

function printField({ name, type }: Field, mapped: SqlType, remark: ExistingRemark | undefined): string {
  const text = printType(type);
  const asMapped = text === printType(mapped) && type.kind !== 'json';
  const onlyList = type.kind === 'list' && printType(type.element) === printType(mapped);
  const options = asMapped ? '{}' : onlyList ? '{ list: true }' : `{ type: ${JSON.stringify(text)} }`;
  const notes = [
    ...(asMapped || onlyList ? [shortText(text)] : []),
    ...(remark === undefined ? [] : [`conditions stay here: ${shortWhy(remark.why)}`]),
  ];
  return `  ${printKey(name)}: ${options}${notes.length === 0 ? '' : ` # ${notes.join('; ')}`}`;
}

/** Names of fields and indices are other people's texts. */
const shortWhy = (why: string): string => why.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '·').slice(0, 200);

/** Words that YAML takes for something else are quoted too. */
const printKey = (name: string): string =>
  /^(?!(?:true|false|null|yes|no|on|off|y|n)$)[a-z_][a-z0-9_]*$/i.test(name) ? name : JSON.stringify(name);
