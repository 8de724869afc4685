// Everybody does the same in turns, so that what the machine does meanwhile befalls all.
import { median, say } from '../http/options.mjs';

/**
 * Each contestant once without its time, then `rounds` turns of `times` runs, in the other order every second round. A run returns what is
 * compared: all must return the same. Returns the times in milliseconds, their median and their 99th percentile, per contestant.
 * @param {{ name: string, run: () => Promise<unknown> }[]} contestants
 */
export async function takeTurns(what, contestants, { rounds, times = 1 }) {
  const results = contestants.map(({ name }) => ({ name, times: [] }));
  let expected;
  for (const { name, run } of contestants) {
    say(`${what}: ${name}`);
    const got = JSON.stringify(await run());
    expected ??= got;
    if (got !== expected) throw new Error(`${what}: ${name} returned ${got}, another ${expected}.`);
  }
  for (let round = 0; round < rounds; round++) {
    const order = contestants.map((contestant, index) => ({ ...contestant, index }));
    for (const { run, index } of round % 2 === 0 ? order : order.reverse()) {
      for (let time = 0; time < times; time++) {
        const beganMs = performance.now();
        await run();
        results[index].times.push(performance.now() - beganMs);
      }
    }
  }
  return results.map((result) => ({ ...result, p50: median(result.times), p99: percentile(result.times, 0.99) }));
}

export function percentile(times, share) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** The quickest of several. */
export const best = (results) => results.reduce((one, other) => (other.p50 < one.p50 ? other : one));
