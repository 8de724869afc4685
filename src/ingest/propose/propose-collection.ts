import { invariant } from '../../base/assert.ts';
import { RockpoolError } from '../../base/error.ts';
import { assertName, defaultWorkspace, isWorkspaceName, printQualified, type QualifiedName } from '../../base/name.ts';
import { parseCollection } from '../../catalog/collection-file.ts';
import type { CollectionDefinition } from '../../catalog/collection.ts';
import { parseYaml } from '../../config/yaml-document.ts';
import type { Proposal, ProposalRequest } from '../ingest-service.ts';
import { prepareCollection } from '../prepared-collection.ts';
import { previewIncoming } from '../preview.ts';
import { proposeInput } from './propose-input.ts';
import { membersOf } from './members.ts';
import { decodeSample } from './decode-sample.ts';
import { sampleBucket } from './sample-bucket.ts';
import { sampleTopic } from './sample-topic.ts';
import type { Sample } from './sample.ts';
import { proposeTransformation } from './propose-transformation.ts';
import { printProposal } from './print-proposal.ts';
import { connectorOf, type IngestParts } from '../source-pipeline.ts';

/**
 * A ready file for a topic or prefix, made of its first records, and what these become by it. Writes nothing, and moves nobody's place.
 * Throws NAME_INVALID, CONFIG_INVALID for an unknown integration, SOURCE_UNREADABLE when there is nothing to look at.
 */
export async function proposeCollection(parts: IngestParts, request: ProposalRequest): Promise<Proposal> {
  assertNames(request);
  const sample = await takeSample(parts, request);
  const members = membersOf(sample.records, sample.source.format, parts.settings.maxRecordBytes);
  const input = proposeInput(members);
  if (input.fields.length === 0)
    throw new RockpoolError(
      'SOURCE_UNREADABLE',
      `The records of the ${sample.seen} have no member that could be a field.`,
    );
  const transformation = proposeTransformation(request.name, input.fields, members);
  const [sampled, readable] = [sample.records.length, members.records];
  const seen = `${readable < sampled ? `${readable} of ` : ''}${sampled} records of the ${sample.seen}`;
  const yaml = printProposal({ source: sample.source, input, transformation, seen });
  const file = `collections/${request.workspace === defaultWorkspace ? '' : `${request.workspace}/`}${request.name}.yaml`;

  const prepared = await prepareCollection(parts.transformer, readBack(file, yaml, request));
  try {
    const { definition } = prepared.collection;
    const incoming = decodeSample(sample.records, definition, parts.settings.maxRecordBytes, parts.clock);
    const { preview, refused } = await previewIncoming(prepared, definition.sources[0]!, incoming, request.rows);
    return { file, yaml, sampled, refused, preview };
  } finally {
    await prepared.transformation.close();
  }
}

function assertNames({ workspace, name }: QualifiedName): void {
  assertName('collection', name);
  if (!isWorkspaceName(workspace))
    throw new RockpoolError('NAME_INVALID', `${JSON.stringify(workspace)} is not a name for a workspace.`);
}

function takeSample(parts: IngestParts, request: ProposalRequest): Promise<Sample> {
  const { of, format, integration } = request;
  const { transformer, settings } = parts;
  const sampling = { connector: connectorOf(parts, integration), transformer, maxRecordBytes: settings.maxRecordBytes };
  const common = { id: sampleId(request), integration };
  if (of.kind === 'bucket') return sampleBucket(sampling, { ...common, ...of, everyMs: 30_000 }, format);
  if (format !== undefined && format !== 'json' && format !== 'avro')
    throw new RockpoolError('REQUEST_INVALID', `A topic holds records of the format json or avro, not ${format}.`);
  return sampleTopic(sampling, { ...common, ...of, format: { kind: format ?? 'json' }, start: 'earliest' });
}

/** No source's: what a connector keeps for a source is not touched. */
const sampleId = ({ name }: ProposalRequest): string => `preview-${name}`;

/** The proposal as the project would read it. What is wrong with it is our mistake. */
function readBack(file: string, yaml: string, { workspace, name, integration }: ProposalRequest): CollectionDefinition {
  const read = parseYaml(file, yaml);
  const parsed =
    read.kind === 'document' ? parseCollection(read.document, { workspace, name, integrations: [integration] }) : read;
  invariant(
    parsed.kind === 'definition',
    `the proposal for ${printQualified({ workspace, name })} is a file that loads: ${JSON.stringify('problems' in parsed ? parsed.problems : [])}`,
  );
  return parsed.definition;
}
