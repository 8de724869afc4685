import type { DialectRule } from '../dialect-rule.ts';
import type { Edit } from '../edit.ts';
import { findParameters } from '../parameters.ts';

const units =
  /^(?:microsecond|millisecond|second|minute|hour|day|week|month|quarter|year|decade|century|centuries|millennium)s?$/;

/**
 *   before   now() - INTERVAL :n DAY
 *   after    now() - (:n * INTERVAL 1 DAY)
 *
 * DuckDB's grammar takes only a literal or brackets after INTERVAL.
 */
export const intervalParameter: DialectRule = {
  name: 'interval-parameter',
  edits(tokens) {
    const edits: Edit[] = [];
    for (const use of findParameters(tokens)) {
      const [interval, unit] = [tokens[use.from - 1], tokens[use.to + 1]];
      if (interval?.word !== 'interval' || unit === undefined || !units.test(unit.word)) continue;
      edits.push({ start: interval.start, end: use.start, text: '(' });
      edits.push({ start: unit.start, end: unit.end, text: `* INTERVAL 1 ${unit.text})` });
    }
    return edits;
  },
};
