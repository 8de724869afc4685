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
    /** Rows and bytes that a query may fetch from Elasticsearch. */
    readonly scanRows: number;
    readonly scanBytes: number;
    readonly memoryBytes: number;
    /** How long results are kept for paging. */
    readonly resultTtlMs: number;
  };
  readonly ingest: {
    readonly maxRecordBytes: number;
    readonly batchRecords: number;
    readonly memoryBytes: number;
    /** Objects of a bucket larger than this are not read; they become dead letters. */
    readonly maxObjectBytes: number;
    /** How long dead letters are kept. */
    readonly deadLettersMs: number;
  };
  readonly integrations: Readonly<Record<string, IntegrationConfig>>;
  /** From ROCKPOOL_API_KEY; never printed. */
  readonly bootstrapKey?: string;
}

export type StoreConfig = EmbeddedStore | ElasticsearchStore;

export interface EmbeddedStore {
  readonly engine: 'embedded';
  readonly path: string;
}

/** A cluster that any number of servers share. Its secrets are never printed. */
export interface ElasticsearchStore {
  readonly engine: 'elasticsearch';
  /** URLs without a login, at least one. */
  readonly nodes: readonly string[];
  readonly apiKey?: string;
  readonly username?: string;
  readonly password?: string;
  /** Absolute path of a PEM file. */
  readonly ca?: string;
  readonly indexPrefix: string;
  /** For temporary files and the key; nothing in it is shared. */
  readonly path: string;
  readonly requestTimeoutMs: number;
}

export type IntegrationConfig = FilesIntegration | KafkaIntegration | S3Integration;

export interface FilesIntegration {
  readonly kind: 'files';
  readonly path: string;
}

/** A Kafka cluster. Its secrets are never printed. */
export interface KafkaIntegration {
  readonly kind: 'kafka';
  /** `host:port`, at least one. */
  readonly brokers: readonly string[];
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
  /** Absolute paths of PEM files; an empty object trusts the system's authorities. Absent: no TLS. */
  readonly ssl?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly groupPrefix: string;
  readonly sessionTimeoutMs: number;
  readonly schemaRegistry?: { readonly url: string; readonly username?: string; readonly password?: string };
}

/** An account of S3, or of a store that speaks it. Without credentials its buckets are public. */
export interface S3Integration {
  readonly kind: 's3';
  readonly region: string;
  readonly endpoint?: string;
  readonly pathStyle: boolean;
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}
