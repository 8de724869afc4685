import type { Random } from './random.ts';

/** What producers send by mistake: half a record, a member of another type, something else altogether. Each becomes a dead letter. */
const brokenLines: readonly string[] = [
  '{"_id":"x-1","event_time":"2026-08-17T21:19:57Z","user_id":"u-4',
  '{"_id":"x-2","event_time":"yesterday","user_id":"u-42"}',
  '{"_id":"x-3","event_time":"2026-08-17T21:19:57Z","user_id":{"number":42}}',
  '["u-42","p-17","view"]',
  '<html><body>502 Bad Gateway</body></html>',
];

export const breakLine = (random: Random): string => random.pick(brokenLines);
