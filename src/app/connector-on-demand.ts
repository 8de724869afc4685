import type { Connector } from '../ingest/connector.ts';

/** The connector that `open` gives, opened at the first call that needs it: a client library takes a tenth of a second to load, or more. */
export function connectorOnDemand(open: () => Promise<Connector>): Connector {
  let opened: Promise<Connector> | undefined;
  const connector = (): Promise<Connector> => (opened ??= open());
  return {
    async *follow(source, state, signal) {
      yield* (await connector()).follow(source, state, signal);
    },
    async *scan(source, marks, signal) {
      yield* (await connector()).scan(source, marks, signal);
    },
    async health(source, state) {
      return (await connector()).health(source, state);
    },
    async close() {
      await (await opened)?.close();
    },
  };
}
