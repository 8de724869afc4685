/** The part of a mapping that decides what its fields are for a query; as `GET /<index>` prints it. */
export interface Mapping extends MappedObject {
  readonly _source?: {
    readonly enabled?: boolean | string;
    readonly mode?: string;
    readonly includes?: readonly string[];
    readonly excludes?: readonly string[];
  };
  readonly runtime?: Readonly<Record<string, unknown>>;
}

export interface MappedObject {
  readonly dynamic?: boolean | string;
  readonly properties?: Readonly<Record<string, MappedField>>;
}

export interface MappedField extends MappedObject {
  /** Absent: an object. */
  readonly type?: string;
  readonly fields?: Readonly<Record<string, MappedField>>;
  readonly enabled?: boolean | string;
  readonly index?: boolean | string;
  readonly doc_values?: boolean | string;
  readonly ignore_above?: number | string;
  readonly normalizer?: string;
  readonly null_value?: unknown;
  readonly copy_to?: string | readonly string[];
  readonly script?: unknown;
  readonly format?: string;
  readonly scaling_factor?: number | string;
  readonly path?: string;
}

/** An index that exists, with what decides how its documents can be read. */
export interface IndexFacts {
  readonly name: string;
  readonly mapping: Mapping;
  readonly shards: number;
  /** `index.mapping.ignore_above`: of keywords that say nothing of their own. */
  readonly ignoreAbove?: number;
}

/** Mappings are printed with booleans, and now and then with their texts. */
export const isFalse = (value: boolean | string | undefined): boolean => value === false || value === 'false';
