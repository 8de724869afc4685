import type { Json } from '../base/json.ts';
import type { QualifiedName } from '../base/name.ts';
import type { Column, ScanJudgement } from '../query/query-engine.ts';
import type { QueryResult, QueryStatusView } from '../query/query-service.ts';
import type {
  LambdaContent,
  LambdaDefinition,
  LambdaSummary,
  LambdaTag,
  LambdaVersion,
  ParameterMode,
} from './lambda.ts';

/** One argument as it came: its JSON kind, and the type the caller named, if any. Numbers keep their digits as `NumberText`. */
export interface RawArgument {
  readonly value: ArgumentJson;
  readonly type?: string;
}

/** A JSON value whose numbers are still text, since 9007199254740993 must survive. */
export type ArgumentJson =
  null | boolean | string | NumberText | readonly ArgumentJson[] | { readonly [key: string]: ArgumentJson };
export class NumberText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/**
 * How the arguments were written. `rockset`: unknown ones are ignored. `plain`: unknown ones are refused with a suggestion.
 * `text`: from a query string; everything is text (or a list of texts), and an empty one of a non-string parameter is absent.
 */
export type ArgumentForm = 'rockset' | 'plain' | 'text';

export interface ExecuteRequest extends QualifiedName {
  readonly select: { readonly tag: string } | { readonly version: string };
  readonly arguments: ReadonlyMap<string, RawArgument>;
  readonly form: ArgumentForm;
  /** Values that the key fixes; they win over the caller's. */
  readonly fixedArguments?: Readonly<Record<string, Json>>;
  readonly defaultRowLimit?: number;
  readonly pageRows?: number;
  readonly timeoutMs?: number;
  readonly async?: { readonly clientTimeoutMs: number };
  readonly signal?: AbortSignal;
  readonly executedBy: string;
}

export type ExecuteReply =
  | { readonly kind: 'result'; readonly result: QueryResult }
  | { readonly kind: 'started'; readonly status: QueryStatusView };

export interface DeployItem extends QualifiedName {
  readonly version: string;
  /** `created`: new content. `unchanged`: this version and tag were there. `moved`: the content existed, the tag moved to it. */
  readonly outcome: 'created' | 'unchanged' | 'moved' | 'deleted';
  /** Undefined: known only when it is called. */
  readonly columns?: readonly Column[];
  /** How much of its collections a new version reads for a call; empty where the engine reads the documents itself. */
  readonly scans: readonly Pick<ScanJudgement, 'collection' | 'verdict'>[];
}

export interface SaveOptions {
  readonly mode: ParameterMode;
  readonly by: string;
  /** True: the lambda must be new. False: it may exist. */
  readonly mustBeNew?: boolean;
  /** True: an absent lambda is LAMBDA_NOT_FOUND. */
  readonly mustExist?: boolean;
  /** Also moves this tag; `latest` always moves. */
  readonly tag?: string;
  /** Everything is checked, nothing is stored. */
  readonly dryRun?: boolean;
}

export interface DeployOptions {
  /** Also moves this tag; `latest` always moves. */
  readonly tag?: string;
  /** Everything is checked, nothing is stored. */
  readonly dryRun?: boolean;
  readonly by: string;
}

/** Versions by content hash, tags, execution. Codes: LAMBDA_NOT_FOUND, VERSION_NOT_FOUND, TAG_NOT_FOUND, SQL_*, ARGUMENT_*, … */
export interface LambdaService {
  execute(request: ExecuteRequest): Promise<ExecuteReply>;
  /** Validates, stores the version if it is new, moves `latest` (and `tag`). Same content, same version. */
  save(
    content: LambdaContent,
    options: SaveOptions,
  ): Promise<{ readonly version: LambdaVersion; readonly outcome: DeployItem['outcome'] }>;
  /** All or nothing as far as validation goes: every problem of every file in one DEPLOY_INVALID. Presentation is refreshed. */
  deploy(definitions: readonly LambdaDefinition[], options: DeployOptions): Promise<readonly DeployItem[]>;
  list(workspace?: string): Promise<readonly LambdaSummary[]>;
  versions(name: QualifiedName): Promise<readonly LambdaVersion[]>;
  version(name: QualifiedName, version: string): Promise<LambdaVersion>;
  tags(name: QualifiedName): Promise<readonly LambdaTag[]>;
  tag(name: QualifiedName, tag: string): Promise<LambdaTag>;
  moveTag(name: QualifiedName, tag: string, version: string): Promise<LambdaTag>;
  deleteTag(name: QualifiedName, tag: string): Promise<LambdaTag>;
  deleteVersion(name: QualifiedName, version: string): Promise<LambdaVersion>;
  delete(name: QualifiedName): Promise<LambdaSummary>;
  /** Collection name → fields that the deployed lambdas' statements compare with a parameter. */
  lookups(): ReadonlyMap<string, ReadonlySet<string>>;
  /** Takes over what other servers of the store deployed; costs nothing where there are none. Throws STORE_UNAVAILABLE. */
  refresh(): Promise<void>;
  /** Writes when and how versions were last executed; done every few seconds by itself, and to be called before the store is closed. */
  flush(): Promise<void>;
}
