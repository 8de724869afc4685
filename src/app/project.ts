import { printProblem, type Problem } from '../base/error.ts';
import { printQualified, type QualifiedName } from '../base/name.ts';
import type { MutableCatalog } from '../catalog/catalog.ts';
import type { Collection, CollectionDefinition } from '../catalog/collection.ts';
import type { CollectionDeclaration, DocumentStore } from '../catalog/document-store.ts';
import type { IndexReader } from '../catalog/existing-indices.ts';
import type { RecordStore } from '../catalog/record-store.ts';
import type { Reindexer } from '../catalog/reindexer.ts';
import type { IngestService } from '../ingest/ingest-service.ts';
import { proposeExisting } from '../ingest/propose/propose-existing.ts';
import type { LambdaService } from '../lambda/lambda-service.ts';
import type { LambdaDefinition } from '../lambda/lambda.ts';
import type { Observer } from '../observe/observer.ts';
import type { App } from './app.ts';
import { declarationOf, deployProject } from './deploy-project.ts';
import { describeExisting, requireIndices } from './describe-existing.ts';
import { definitionOf, makeReindexCollection, recoverReindex } from './reindex-collection.ts';

interface ProjectParts {
  readonly read: () => Promise<{
    readonly collections: readonly CollectionDefinition[];
    readonly lambdas: readonly LambdaDefinition[];
    readonly problems: readonly Problem[];
  }>;
  readonly catalog: MutableCatalog;
  readonly compiler: {
    declare(collection: CollectionDeclaration): Promise<void>;
    drop(collection: QualifiedName): Promise<void>;
  };
  readonly documents: DocumentStore;
  /** Of a store that is a cluster. */
  readonly indices?: IndexReader;
  readonly reindexer?: Reindexer;
  readonly records: RecordStore;
  /** Names this server, and nobody else. */
  readonly holder: string;
  readonly ingest: IngestService;
  readonly lambdas: LambdaService;
  readonly observer: Observer;
}

/** The project folder as it is deployed. Sources are followed from `start` on; a later reload starts those that changed again. */
export interface Project extends Pick<App, 'reload' | 'lambdaFiles' | 'proposeExisting' | 'reindex'> {
  start(): void;
}

export function makeProject(parts: ProjectParts): Project {
  const { read, catalog, compiler, documents, ingest, lambdas, observer } = parts;
  let files: readonly LambdaDefinition[] = [];
  let started = false;

  const declare = async (collection: CollectionDeclaration): Promise<void> => {
    const before = catalog.get(collection);
    await compiler.declare(collection);
    try {
      await documents.declare(collection);
    } catch (error) {
      // What the store refused must not be what statements are checked against.
      if (before === undefined) await compiler.drop(collection);
      else await compiler.declare({ ...collection, fields: before.fields });
      throw error;
    }
  };

  const describe = async (file: CollectionDefinition): Promise<CollectionDefinition> => {
    const { definition, note } = await describeExisting(file, parts.indices);
    if (note !== undefined && file.existing !== undefined)
      observer({ kind: 'source-state', collection: printQualified(file), source: file.existing.index, ...note });
    return definition;
  };

  const reindexing = {
    reindexer: parts.reindexer,
    records: parts.records,
    holder: parts.holder,
    catalog,
    ingest,
    declare,
    declarationOf: (collection: Collection) => declarationOf(collection, lambdas.lookups()),
    follow: (collection: Collection) => {
      if (started) ingest.start(collection);
    },
  };
  const reindex = makeReindexCollection(reindexing);

  return {
    lambdaFiles: () => files,
    async reload(options) {
      const project = await read();
      const wanted = options?.lambdas === 'leave' ? { ...project, lambdas: [] } : project;
      const outcome = await deployProject({ catalog, ingest, lambdas, declare, describe }, wanted);
      files = project.lambdas;
      if (started) outcome.changedCollections.forEach((collection) => ingest.start(collection));
      const problems = [...project.problems, ...outcome.problems];
      for (const { outcome: what, workspace, name, version } of outcome.deployed)
        if (what !== 'unchanged') observer({ kind: 'deployed', what: `${workspace}.${name}`, version });
      problems.forEach((problem) => observer({ kind: 'deploy-refused', message: printProblem(problem) }));
      return { deployed: outcome.deployed, problems };
    },
    // The check comes as a rejection, as every other failure.
    proposeExisting: async (request) => proposeExisting(requireIndices(parts.indices), request),
    reindex: async (name, choice) => reindex(definitionOf(name, (await read()).collections), choice),
    start() {
      started = true;
      for (const collection of catalog.list()) {
        ingest.start(collection);
        if (collection.definition.existing === undefined) void recoverReindex(reindexing, collection.definition);
      }
    },
  };
}
