import type { QualifiedName } from '../base/name.ts';
import type { KeyService } from '../access/api-key.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { DocumentStore } from '../catalog/document-store.ts';
import type { Reindexed } from '../catalog/reindexer.ts';
import type { RecordStore } from '../catalog/record-store.ts';
import type { Config } from '../config/config.ts';
import type { IngestService, Proposal } from '../ingest/ingest-service.ts';
import type { ExistingProposalRequest } from '../ingest/propose/propose-existing.ts';
import type { DeployItem, LambdaService } from '../lambda/lambda-service.ts';
import type { LambdaDefinition } from '../lambda/lambda.ts';
import type { Observer } from '../observe/observer.ts';
import type { QueryService } from '../query/query-service.ts';
import type { Problem } from '../base/error.ts';
import type { ReindexChoice } from './reindex-collection.ts';

/** Everything a surface may call. Made by make-app.ts; the surfaces hold nothing else. */
export interface App {
  readonly config: Config;
  readonly catalog: Catalog;
  readonly queries: QueryService;
  readonly lambdas: LambdaService;
  readonly ingest: IngestService;
  readonly keys: KeyService;
  readonly workspaces: WorkspaceService;
  readonly documents: DocumentStore;
  readonly records: RecordStore;
  readonly observer: Observer;
  /** The lambda files as they were last deployed, with their tests and presentation. */
  lambdaFiles(): readonly LambdaDefinition[];
  /** Reads collections/ and lambdas/ again and deploys what changed; a bad file never replaces a good version. `leave`: collections only. */
  reload(options?: {
    readonly lambdas?: 'deploy' | 'leave';
  }): Promise<{ readonly deployed: readonly DeployItem[]; readonly problems: readonly Problem[] }>;
  /** Rebuilds the index of a collection by its file, under load. Throws as makeReindexCollection says. */
  reindex(collection: QualifiedName, choice: ReindexChoice): Promise<Reindexed>;
  /** A file for a collection over indices that exist. Throws CONFIG_INVALID when the store has none, and as proposeExisting. */
  proposeExisting(request: ExistingProposalRequest): Promise<Proposal>;
  /** True when stores answer and every source is not in ERROR; the reasons otherwise. */
  ready(): Promise<{ readonly ready: boolean; readonly reasons: readonly string[] }>;
}

export interface WorkspaceService {
  list(): Promise<readonly Workspace[]>;
  get(name: string): Promise<Workspace>;
  create(name: string, description: string | undefined, by: string): Promise<Workspace>;
  /** Throws WORKSPACE_NOT_EMPTY, WORKSPACE_NOT_FOUND. */
  delete(name: string): Promise<Workspace>;
}

export interface Workspace {
  readonly name: string;
  readonly description?: string;
  readonly createdAtMs: number;
  readonly createdBy: string;
  readonly collectionCount: number;
}
