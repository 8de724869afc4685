import { RockpoolError, type Problem } from '../base/error.ts';
import { printQualified } from '../base/name.ts';
import type { MutableCatalog } from '../catalog/catalog.ts';
import type { Collection, CollectionDefinition } from '../catalog/collection.ts';
import type { CollectionDeclaration } from '../catalog/document-store.ts';
import type { ExistingIndices } from '../catalog/existing-indices.ts';
import type { DeployItem, LambdaService } from '../lambda/lambda-service.ts';
import type { LambdaDefinition } from '../lambda/lambda.ts';
import type { IngestService } from '../ingest/ingest-service.ts';
import { takenOperations } from './taken-operations.ts';

export interface DeployParts {
  readonly catalog: MutableCatalog;
  readonly ingest: IngestService;
  readonly lambdas: LambdaService;
  /** The definition with the fields that its indices hold, when it has such. */
  describe(definition: CollectionDefinition): Promise<CollectionDefinition>;
  /** Everybody who keeps a shape of the collection: the compiler first, then the store. */
  declare(collection: CollectionDeclaration): Promise<void>;
}

export interface DeployOutcome {
  readonly deployed: readonly DeployItem[];
  readonly changedCollections: readonly Collection[];
  readonly problems: readonly Problem[];
}

/**
 * Makes the collections and lambdas of a project folder real: collections first, since lambdas are checked against them. What is wrong is
 * returned as problems and leaves what was there before untouched; what is right is deployed.
 */
export async function deployProject(
  parts: DeployParts,
  files: { readonly collections: readonly CollectionDefinition[]; readonly lambdas: readonly LambdaDefinition[] },
): Promise<DeployOutcome> {
  const problems: Problem[] = [];
  const changedCollections: Collection[] = [];
  for (const file of files.collections) {
    try {
      const definition = await parts.describe(file);
      const before = parts.catalog.get(definition);
      if (before !== undefined && JSON.stringify(before.definition) === JSON.stringify(definition)) continue;
      const collection = await parts.ingest.prepare(definition, (prepared) =>
        parts.declare(declarationOf(prepared, parts.lambdas.lookups())),
      );
      parts.catalog.set(collection);
      changedCollections.push(collection);
    } catch (error) {
      problems.push(...problemsOf(error, file.file));
    }
  }
  const taken = takenOperations(await parts.lambdas.list(), files.lambdas);
  for (const { lambda, message, hint } of taken)
    problems.push({ file: lambda.file, code: 'DEPLOY_INVALID', message, hint });
  const colliding = new Set(taken.map(({ lambda }) => lambda));
  const deployed = await deployLambdas(
    parts.lambdas,
    files.lambdas.filter((lambda) => !colliding.has(lambda)),
    problems,
  );
  // Which fields are looked up is known only now; an index is built for them beside running reads.
  for (const collection of parts.catalog.list())
    await parts.declare(declarationOf(collection, parts.lambdas.lookups()));
  return { deployed, changedCollections, problems };
}

/** Deploys all, or, when some are wrong, the others: one file that is being edited must not hold up the rest. */
async function deployLambdas(
  lambdas: LambdaService,
  definitions: readonly LambdaDefinition[],
  problems: Problem[],
): Promise<readonly DeployItem[]> {
  try {
    return await lambdas.deploy(definitions, { by: 'project files' });
  } catch (error) {
    const found = problemsOf(error, undefined);
    problems.push(...found);
    const wrong = new Set(found.map((problem) => problem.file));
    const right = definitions.filter(
      (definition) => !wrong.has(definition.file) && !wrong.has(definition.sqlPlace.file),
    );
    return right.length === definitions.length ? [] : lambdas.deploy(right, { by: 'project files' });
  }
}

/** What the store is told of a collection; `lookups`: fields that lambdas compare with a parameter. */
export function declarationOf(
  collection: Collection,
  lookups: ReadonlyMap<string, ReadonlySet<string>>,
): CollectionDeclaration {
  const { definition, fields, conditional } = collection;
  const wanted = new Set(lookups.get(printQualified(definition)));
  for (const [field, options] of Object.entries(definition.fieldOptions)) if (options.index === true) wanted.add(field);
  const unique = fields.map((field) => field.name).filter((name) => definition.fieldOptions[name]?.unique === true);
  return {
    workspace: definition.workspace,
    name: definition.name,
    fields,
    ...(definition.write === undefined ? {} : { write: definition.write }),
    ...(conditional === true ? { conditional } : {}),
    ...(definition.settings === undefined ? {} : { settings: definition.settings }),
    ...(definition.existing === undefined ? {} : whereItLies(definition.existing)),
    ...(unique.length === 0 ? {} : { uniqueFields: unique }),
    ...(definition.retentionMs === undefined ? {} : { retentionMs: definition.retentionMs }),
    lookupFields: fields.map((field) => field.name).filter((name) => wanted.has(name)),
  };
}

const whereItLies = ({ index, eventTime }: ExistingIndices): Pick<CollectionDeclaration, 'index' | 'eventTime'> => ({
  index,
  ...(eventTime === undefined ? {} : { eventTime }),
});

/** Only what a person can correct becomes a problem; a bug goes on upwards. */
function problemsOf(error: unknown, file: string | undefined): readonly Problem[] {
  if (!(error instanceof RockpoolError) || error.row.exit === 7) throw error;
  if (error.details.problems !== undefined) return error.details.problems;
  return [
    {
      ...(file === undefined ? {} : { file }),
      ...error.details.place,
      code: error.code,
      message: error.message,
      hint: error.hint,
    },
  ];
}
