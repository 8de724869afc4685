/** The library has no types. */
declare module 'transit-immutable-js' {
  import type { Record } from 'immutable';
  export interface Transit {
    toJSON(value: unknown): string;
    fromJSON(text: string): unknown;
  }
  const transit: { withRecords(records: readonly Record.Factory<{ [field: string]: unknown }>[]): Transit };
  export default transit;
}
