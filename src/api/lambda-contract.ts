import type { ArgumentType } from '../schema/argument-type.ts';
import type { Field } from '../schema/sql-type.ts';
import type { Json } from '../base/json.ts';

/** What the generators (OpenAPI, Retool, clients) need of a deployed lambda: how it is called and what it returns. */
export interface LambdaContract {
  readonly workspace: string;
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly parameters: readonly ParameterContract[];
  /** True when a call may carry parameters that nobody declared. */
  readonly open: boolean;
  /** Undefined: known only when it is called. */
  readonly columns?: readonly Field[];
}

export interface ParameterContract {
  readonly name: string;
  readonly type: ArgumentType;
  /** Canonical text, as it is hashed. Absent: required. */
  readonly default?: string;
  readonly constraints?: {
    readonly enum?: readonly Json[];
    readonly minimum?: Json;
    readonly maximum?: Json;
    readonly min_length?: number;
    readonly max_length?: number;
    readonly pattern?: string;
    readonly nullable?: boolean;
  };
  readonly description?: string;
  readonly example?: Json;
}

/** True when a call must give it a value. */
export const isRequired = ({ default: standard, constraints }: ParameterContract): boolean =>
  standard === undefined && constraints?.nullable !== true;
