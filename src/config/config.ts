/** The whole of rockpool.yaml, environment and flags, checked and frozen. */
export interface Config {
  /** Absolute path of the project folder. */
  readonly projectFolder: string;
  /** The configuration file that was read. */
  readonly file: string;
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly tls?: { readonly cert: string; readonly key: string };
    readonly log: 'text' | 'json';
    readonly maxBodyBytes: number;
    /** Queries that run at once; more wait, then get BUSY. */
    readonly maxConcurrentQueries: number;
    readonly maxQueuedQueries: number;
  };
  readonly store: StoreConfig;
  readonly query: {
    readonly timeoutMs: number;
    /** Rows a query may return when its lambda says nothing. */
    readonly rows: number;
    readonly memoryBytes: number;
    /** How long results are kept for paging. */
    readonly resultTtlMs: number;
  };
  readonly ingest: {
    readonly maxRecordBytes: number;
    readonly batchRecords: number;
    readonly memoryBytes: number;
  };
  readonly integrations: Readonly<Record<string, IntegrationConfig>>;
  /** From ROCKPOOL_API_KEY; never printed. */
  readonly bootstrapKey?: string;
}

export type StoreConfig = { readonly engine: 'embedded'; readonly path: string };

export type IntegrationConfig = { readonly kind: 'files'; readonly path: string };
