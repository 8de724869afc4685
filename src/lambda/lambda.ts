import type { QualifiedName } from '../base/name.ts';
import type { Json } from '../base/json.ts';
import type { ArgumentType } from '../schema/argument-type.ts';
import type { Column } from '../query/query-engine.ts';

/** A declared parameter. No default means required, unless `undeclared` callers may send anything (Rockset's lambdas). */
export interface Parameter {
  readonly name: string;
  readonly type: ArgumentType;
  /** The author's word for the type when it is another (`integer`): part of the version id, so that ids of old lambdas stay. */
  readonly typeWord?: string;
  /** Canonical text: `5`, `true`, a list as JSON. `null` as text is a string; absence is no default. */
  readonly default?: string;
  readonly constraints?: ParameterConstraints;
  /** Presentation, not part of the version. */
  readonly description?: string;
  readonly example?: Json;
}

export interface ParameterConstraints {
  readonly enum?: readonly Json[];
  readonly minimum?: Json;
  readonly maximum?: Json;
  readonly min_length?: number;
  readonly max_length?: number;
  readonly pattern?: string;
  /** From `default: null`: without a value the parameter is NULL. */
  readonly nullable?: boolean;
}

export interface LambdaLimits {
  readonly timeoutMs?: number;
  readonly rows?: number;
  /** Read from an engine that holds the documents elsewhere. */
  readonly scanRows?: number;
  readonly scanBytes?: number;
}

/** Everything that decides an answer; never changes. Two definitions with the same content have the same version. */
export interface LambdaContent extends QualifiedName {
  readonly sql: string;
  readonly description?: string;
  readonly parameters: readonly Parameter[];
  readonly limits?: LambdaLimits;
  readonly cacheMaxAgeMs?: number;
}

/** What a file in lambdas/ says. */
export interface LambdaDefinition extends LambdaContent {
  readonly tests: readonly LambdaTest[];
  readonly file: string;
  /** Where the SQL begins in its file, for errors. */
  readonly sqlPlace: { readonly file: string; readonly line: number; readonly column: number };
}

export interface LambdaTest {
  readonly name: string;
  /** Documents after the transformation, by collection name. */
  readonly fixtures: Readonly<Record<string, readonly Json[]>>;
  readonly arguments: Readonly<Record<string, Json>>;
  readonly expect: readonly Json[];
  /** Pins the clock: ISO text. */
  readonly now?: string;
}

/** `declared`: every parameter is in the file. `open`: made by a Rockset client, parameters without default are not known. */
export type ParameterMode = 'declared' | 'open';

/** A version, as it is stored and as callers see it. */
export interface Version extends LambdaContent {
  readonly version: string;
  readonly parameterMode: ParameterMode;
  readonly collections: readonly QualifiedName[];
  /** Undefined when the statement has untyped parameters: then it is compiled for the types of each call. */
  readonly columns?: readonly Column[];
  readonly explicitColumns: boolean;
  readonly createdAtMs: number;
  readonly createdBy: string;
}

export interface LambdaVersion extends Version {
  readonly state: 'ACTIVE' | 'INVALID_SQL';
  readonly lastExecution?: LastExecution;
}

export interface LastExecution {
  readonly atMs: number;
  readonly by: string;
  readonly error?: { readonly atMs: number; readonly message: string };
}

export interface LambdaTag {
  readonly tag: string;
  readonly version: LambdaVersion;
}

export interface LambdaSummary extends QualifiedName {
  readonly versionCount: number;
  readonly latest: LambdaVersion;
  readonly lastUpdatedMs: number;
  readonly lastUpdatedBy: string;
}
