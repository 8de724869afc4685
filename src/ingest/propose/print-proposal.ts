import type { BucketSource, SourceDefinition, SourceFormat } from '../../catalog/collection.ts';
import { printType } from '../../schema/print-type.ts';
import type { ProposedField, ProposedInput } from './propose-input.ts';
import type { ProposedTransformation } from './propose-transformation.ts';

export interface ProposedCollection {
  readonly source: SourceDefinition;
  readonly input: ProposedInput;
  readonly transformation: ProposedTransformation;
  /** What was looked at, in a sentence. */
  readonly seen: string;
}

/** The file of a proposed collection, with what was seen as comments. */
export function printProposal({ source, input, transformation, seen }: ProposedCollection): string {
  const { sql, remarks, merge } = transformation;
  return [
    `# Proposed by \`rockpool preview\` from ${seen}. Change what does not fit.`,
    'sources:',
    `  - { ${printSource(source)} }`,
    'input: # what a record looks like; a missing member is NULL, a value of another type makes a dead letter',
    ...input.fields.map(printField),
    ...input.leftOut.map((reason) => `  # without ${reason}`),
    ...(merge ? ['write: merge # the last writer of each field wins'] : []),
    ...remarks.map((remark) => `# ${remark}`),
    'transformation: |',
    ...sql
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
    '',
  ].join('\n');
}

function printField({ name, type, epochUnit, notes }: ProposedField): string {
  const text = epochUnit === undefined ? printType(type) : `${printType(type)}(${epochUnit})`;
  const comment = notes.length === 0 ? '' : ` # ${notes.join(', ')}`;
  return `  ${printKey(name)}: ${/^[A-Z]+(\([A-Za-z0-9_, ()[\]]+\))?(\[\])*$/.test(text) ? text : JSON.stringify(text)}${comment}`;
}

/** Words that YAML reads as something else than a text. */
const yamlWords: ReadonlySet<string> = new Set(['null', 'true', 'false', 'yes', 'no', 'on', 'off']);

const printKey = (name: string): string =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !yamlWords.has(name.toLowerCase()) ? name : JSON.stringify(name);

const printText = (text: string): string =>
  /^[A-Za-z_][A-Za-z0-9_./-]*$/.test(text) ? printKeyword(text) : JSON.stringify(text);
const printKeyword = (text: string): string => (yamlWords.has(text.toLowerCase()) ? JSON.stringify(text) : text);

function printSource(source: SourceDefinition): string {
  const integration = `integration: ${printText(source.integration)}`;
  if (source.kind === 'topic')
    return `${integration}, topic: ${printText(source.topic)}, format: ${source.format.kind}, start: earliest`;
  return `${integration}, bucket: ${printText(source.bucket)}${printPattern(source)}, format: ${source.format.kind}${printCsv(source.format)}, every: 30s`;
}

const printPattern = ({ pattern }: BucketSource): string =>
  pattern === '' ? '' : `, pattern: ${JSON.stringify(pattern)}`;

function printCsv(format: SourceFormat): string {
  if (format.kind !== 'csv') return '';
  const { header, separator, columns } = format;
  const members = [
    `header: ${header}`,
    ...(separator === ',' ? [] : [`separator: ${JSON.stringify(separator)}`]),
    ...(columns === undefined ? [] : [`columns: [${columns.map(printText).join(', ')}]`]),
  ];
  return `, csv: { ${members.join(', ')} }`;
}
