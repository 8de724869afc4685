/** All that is logged or counted. One union, read by the logger and by the metrics. No member ever holds a secret or an argument. */
export type Event =
  | { readonly kind: 'server-started'; readonly address: string }
  | { readonly kind: 'server-stopping'; readonly signal: string }
  | {
      readonly kind: 'request';
      readonly method: string;
      readonly route: string;
      readonly status: number;
      readonly elapsedMs: number;
      readonly traceId: string;
    }
  | {
      readonly kind: 'query';
      readonly lambda?: string;
      readonly status: 'completed' | 'error' | 'cancelled' | 'timeout';
      readonly rows: number;
      readonly queuedMs: number;
      readonly elapsedMs: number;
    }
  | { readonly kind: 'deployed'; readonly what: string; readonly version: string }
  /** With its place, as a person corrects it. */
  | { readonly kind: 'deploy-refused'; readonly message: string }
  | {
      readonly kind: 'batch-written';
      readonly collection: string;
      readonly source: string;
      readonly read: number;
      readonly made: number;
      readonly applied: number;
      readonly superseded: number;
      readonly refused: number;
      readonly dead: number;
      readonly filtered: number;
      readonly elapsedMs: number;
    }
  | {
      readonly kind: 'source-state';
      readonly collection: string;
      readonly source: string;
      readonly state: string;
      readonly message?: string;
    }
  /** Before anything can be served. */
  | { readonly kind: 'store'; readonly state: 'waits'; readonly message: string }
  | { readonly kind: 'store'; readonly state: 'answers' }
  /** The generator of the demo: whether it gets rid of what it makes. */
  | { readonly kind: 'demo'; readonly state: 'waits'; readonly message: string }
  | { readonly kind: 'demo'; readonly state: 'goes on' }
  | { readonly kind: 'bug'; readonly traceId: string; readonly error: Error };
