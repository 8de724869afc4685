import { describe, expect, it } from 'vitest';
import { numberOf } from './demo-topic.ts';
import { makeLiveShop } from './live-shop.ts';

const openedMs = Date.UTC(2026, 10, 1, 12);

interface Line {
  readonly _id: string;
  readonly event_time: string;
  readonly user_id: string;
  readonly product_id?: string;
  readonly action?: string;
  readonly product_ids?: readonly string[];
  readonly deleted?: true;
}

/** Half an hour of the shop: the records, and the lines that are none. */
function halfAnHour(seed: number): { activities: Line[]; purchases: Line[]; broken: string[] } {
  const shop = makeLiveShop({ seed, lastActivity: 10, lastPurchase: 5 });
  const lines = { activities: [] as Line[], purchases: [] as Line[], broken: [] as string[] };
  for (let tick = 0; tick < 3600; tick++) {
    const slice = shop.tick(openedMs + tick * 500);
    for (const topic of ['activities', 'purchases'] as const) {
      for (const line of slice[topic]) {
        if (numberOf(line.text) === undefined) {
          lines.broken.push(line.text);
          continue;
        }
        const record = JSON.parse(line.text) as Line;
        if (record.user_id !== line.user) throw new Error(`${line.text} is sent as a line about ${line.user}`);
        lines[topic].push(record);
      }
    }
  }
  return lines;
}

const told = halfAnHour(7);

describe('the live shop', () => {
  it('goes on with the numbers it was given', () => {
    expect(told.activities[0]?._id).toBe('a-11');
    expect(told.activities.map((line) => line._id)).toEqual(told.activities.map((_, index) => `a-${index + 11}`));
    expect(told.purchases[0]?._id).toBe('b-6');
  });

  it('sends records out of the order of their time', () => {
    const late = told.activities.filter(
      (line, index) => index > 0 && line.event_time < told.activities[index - 1]!.event_time,
    );

    expect(late.length).toBeGreaterThan(100);
  });

  it('corrects purchases and takes others back', () => {
    const first = new Map<string, Line>();
    const again = told.purchases.filter((line) => first.has(line._id) || (first.set(line._id, line), false));

    expect(again.filter((line) => line.deleted === undefined).length).toBeGreaterThan(10);
    expect(again.filter((line) => line.deleted).length).toBeGreaterThan(10);
    expect(again.map((line) => first.get(line._id)?.user_id)).toEqual(again.map((line) => line.user_id));
  });

  it('empties carts again', () => {
    expect(told.activities.filter((line) => line.action === 'remove').length).toBeGreaterThan(100);
  });

  it('sends a broken line now and then', () => {
    expect(new Set(told.broken).size).toBe(5);
    expect(told.broken.length / told.activities.length).toBeLessThan(0.01);
  });

  it('has something new of the busy customer at least every five seconds, and purchases', () => {
    const times = told.activities.filter((line) => line.user_id === 'u-17').map((line) => Date.parse(line.event_time));
    const pauses = times.slice(1).map((time, index) => time - times[index]!);

    expect(times[0]).toBe(openedMs);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(5_000);
    expect(told.purchases.filter((line) => line.user_id === 'u-17').length).toBeGreaterThan(20);
  });

  it('never leaves the busy customer without interest after a purchase', () => {
    const bought = told.purchases.filter((line) => line.user_id === 'u-17' && line.deleted === undefined);
    const soon = bought.map((purchase) =>
      told.activities.some(
        (line) =>
          line.user_id === 'u-17' &&
          line.action === 'view' &&
          Date.parse(line.event_time) === Date.parse(purchase.event_time) + 1,
      ),
    );

    expect(soon).toEqual(bought.map(() => true));
  });

  it('comes in bursts', () => {
    const perTick = new Map<number, number>();
    const shop = makeLiveShop({ seed: 3, lastActivity: 0, lastPurchase: 0 });
    for (let tick = 0; tick < 1000; tick++) perTick.set(tick, shop.tick(openedMs + tick * 500).activities.length);

    expect(Math.max(...perTick.values())).toBeGreaterThan(150);
    expect([...perTick.values()].filter((count) => count < 30).length).toBeGreaterThan(800);
  });

  it('tells the same for the same seed', () => {
    expect(halfAnHour(7)).toEqual(told);
    expect(halfAnHour(8)).not.toEqual(told);
  });
});
