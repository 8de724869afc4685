import type { Json } from '../base/json.ts';

export type Action = 'execute' | 'read' | 'write' | 'deploy' | 'admin';

/** What a key may touch. Absent lists mean all. `admin` includes everything. */
export interface Scope {
  readonly actions: readonly Action[];
  readonly workspaces?: readonly string[];
  /** Bare or qualified names of lambdas, for `execute`. */
  readonly lambdas?: readonly string[];
  readonly tags?: readonly string[];
}

export interface ApiKey {
  readonly name: string;
  /** The first six characters; the key itself is shown once and kept hashed. */
  readonly prefix: string;
  readonly scope: Scope;
  readonly fixedArguments?: Readonly<Record<string, Json>>;
  readonly ratePerMinute?: number;
  readonly expiresAtMs?: number;
  readonly createdAtMs: number;
  readonly createdBy: string;
  readonly lastUsedMs?: number;
  readonly state: 'ACTIVE' | 'SUSPENDED';
}

/** What is wished for. */
export type Wish =
  | { readonly action: 'execute'; readonly workspace: string; readonly lambda: string; readonly tag?: string }
  | { readonly action: 'read' | 'write' | 'deploy'; readonly workspace: string }
  | { readonly action: 'admin' };

export interface NewKey {
  readonly name: string;
  readonly scope: Scope;
  readonly fixedArguments?: Readonly<Record<string, Json>>;
  readonly ratePerMinute?: number;
  readonly expiresAtMs?: number;
  readonly createdBy: string;
}

export interface KeyService {
  /** Throws KEY_MISSING, KEY_INVALID, KEY_EXPIRED. Constant-time; never logs the key. `header` is the whole Authorization value. */
  authenticate(header: string | undefined): Promise<ApiKey>;
  /** Throws ACCESS_DENIED naming what is missing, RATE_LIMIT with the seconds to wait. */
  authorize(key: ApiKey, wish: Wish): void;
  /** The full key appears only here. Throws KEY_EXISTS, NAME_INVALID. */
  create(wanted: NewKey): Promise<{ readonly key: ApiKey; readonly secret: string }>;
  list(): Promise<readonly ApiKey[]>;
  revoke(name: string): Promise<ApiKey>;
  /** Accepts a key from outside as an admin key that is never stored: ROCKPOOL_API_KEY, the generated key of the store folder. */
  accept(name: string, secret: string): void;
}
