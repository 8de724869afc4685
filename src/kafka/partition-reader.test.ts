import { expect, it } from 'vitest';
import { fingerprintOf, type HeldMessage, type KafkaPosition } from './kafka-position.ts';
import { PartitionReader, type Incident } from './partition-reader.ts';

const message = (offset: number, value = `v${offset}`): HeldMessage => ({
  key: null,
  value: Buffer.from(value),
  timestamp: '1',
  attributes: 0,
  offset: String(offset),
  headers: {},
});
const known = (offset: number): KafkaPosition => ({
  offset,
  generation: 0,
  first: fingerprintOf(message(0)),
  last: fingerprintOf(message(offset - 1)),
});

function open(checkpoint?: KafkaPosition) {
  const incidents: Incident[] = [];
  const reader = new PartitionReader(3, checkpoint, (incident) => incidents.push(incident));
  const offsets = (): number[] => reader.take(100, 1e6)?.messages.map(({ offset }) => Number(offset)) ?? [];
  return { reader, incidents, offsets };
}

it('asks for the last record again, and goes on behind it when it is the same', () => {
  const { reader, offsets, incidents } = open(known(10));

  expect(reader.place({ low: 0, high: 12 })).toBe(9);
  expect(reader.receive({ from: 9, messages: [message(9), message(10), message(11)], next: 12 })).toEqual({
    kind: 'kept',
  });
  expect([offsets(), incidents]).toEqual([[10, 11], []]);
});

it('begins again when another record stands there', () => {
  const { reader, offsets, incidents } = open(known(10));
  reader.place({ low: 0, high: 12 });

  expect(reader.receive({ from: 9, messages: [message(9, 'other'), message(10)], next: 11 })).toEqual({
    kind: 'seek',
    offset: 0,
  });
  reader.receive({ from: 0, messages: [message(0, 'new')], next: 1 });
  expect([offsets(), incidents]).toEqual([[0], [{ kind: 'recreated', partition: 3, generation: 1 }]]);
});

it('begins again when the log ends before the place', () => {
  const { reader, incidents } = open(known(10));

  expect(reader.place({ low: 0, high: 9 })).toBe(0);
  expect([reader.take(1, 1), incidents]).toEqual([
    { messages: [], bytes: 0, from: known(10), position: { offset: 0, generation: 1 } },
    [{ kind: 'recreated', partition: 3, generation: 1 }],
  ]);
});

it('asks for the first record when compaction took the last, and goes on when that is the same', () => {
  const { reader, offsets, incidents } = open(known(10));
  reader.place({ low: 0, high: 20 });

  expect(reader.receive({ from: 9, messages: [message(12)], next: 13 })).toEqual({ kind: 'seek', offset: 0 });
  expect(reader.receive({ from: 0, messages: [message(0), message(12)], next: 13 })).toEqual({
    kind: 'seek',
    offset: 10,
  });
  reader.receive({ from: 10, messages: [message(12)], next: 13 });
  expect([offsets(), incidents]).toEqual([[12], []]);
});

it('begins again when the last record is gone and another one is the first', () => {
  const { reader, incidents } = open(known(10));
  reader.place({ low: 0, high: 20 });
  reader.receive({ from: 9, messages: [message(12)], next: 13 });

  expect(reader.receive({ from: 0, messages: [message(0, 'other')], next: 1 })).toEqual({ kind: 'seek', offset: 0 });
  expect(incidents).toEqual([{ kind: 'recreated', partition: 3, generation: 1 }]);
});

it('goes on when compaction took both', () => {
  const { reader, offsets, incidents } = open(known(10));
  reader.place({ low: 0, high: 20 });
  reader.receive({ from: 9, messages: [message(12)], next: 13 });

  expect(reader.receive({ from: 0, messages: [message(12)], next: 13 })).toEqual({ kind: 'seek', offset: 10 });
  reader.receive({ from: 10, messages: [message(12)], next: 13 });
  expect([offsets(), incidents]).toEqual([[12], []]);
});

it('tells which offsets retention removed unread', () => {
  const { reader, incidents } = open(known(10));

  expect(reader.place({ low: 15, high: 20 })).toBe(15);
  expect(incidents).toEqual([{ kind: 'expired', partition: 3, from: 10, to: 15 }]);
});

it('does not take an answer that begins elsewhere than it asked for', () => {
  const { reader, offsets } = open(known(10));
  reader.place({ low: 0, high: 20 });

  expect(reader.receive({ from: 0, messages: [message(0)], next: 1 })).toEqual({ kind: 'lost' });
  expect(offsets()).toEqual([]);
});

it('reads again what was fetched and not handed out, when another member had the partition meanwhile', () => {
  const { reader, offsets } = open();
  reader.begin({ position: { offset: 0, generation: 0 }, keep: false });
  reader.place({ low: 0, high: 4 });
  reader.receive({ from: 0, messages: [message(0), message(1), message(2), message(3)], next: 4 });
  reader.take(2, 1e6);
  reader.revoke();

  expect(reader.place({ low: 0, high: 4 })).toBe(1);
  reader.receive({ from: 1, messages: [message(1), message(2), message(3)], next: 4 });
  expect(offsets()).toEqual([2, 3]);
});

it('goes on where another member stopped, whatever it holds itself', () => {
  const { reader, offsets } = open(known(4));
  reader.place({ low: 0, high: 20 });
  reader.receive({ from: 3, messages: [message(3), message(4), message(5)], next: 6 });
  reader.moveTo(known(10));

  expect([offsets(), reader.isPlaced]).toEqual([[], false]);
  expect(reader.place({ low: 0, high: 20 })).toBe(9);
  reader.receive({ from: 9, messages: [message(9), message(10)], next: 11 });
  expect(reader.take(100, 1e6)).toMatchObject({ from: known(10), position: { offset: 11 } });
});

it('keeps what was fetched when it is placed anew without being taken away', () => {
  const { reader, offsets } = open();
  reader.begin({ position: { offset: 0, generation: 0 }, keep: false });
  reader.place({ low: 0, high: 2 });
  reader.receive({ from: 0, messages: [message(0), message(1)], next: 2 });

  expect(reader.place({ low: 0, high: 3 })).toBe(1);
  reader.receive({ from: 1, messages: [message(1), message(2)], next: 3 });
  expect(offsets()).toEqual([0, 1, 2]);
});

it('hands out what was read of a topic before its successor', () => {
  const { reader, offsets } = open();
  reader.begin({ position: { offset: 0, generation: 0 }, keep: false });
  reader.place({ low: 0, high: 3 });
  reader.receive({ from: 0, messages: [message(0), message(1)], next: 2 });
  reader.place({ low: 0, high: 1 });
  reader.receiveNothing(2);
  reader.receive({ from: 2, messages: [message(2, 'new')], next: 3 });

  expect(reader.take(100, 1e6)!.position).toMatchObject({ offset: 2, generation: 0 });
  expect([reader.take(100, 1e6)!.position, offsets()]).toMatchObject([{ offset: 3, generation: 1 }, []]);
});

it('moves over what holds no record, and hands out the place', () => {
  const { reader } = open();
  reader.begin({ position: { offset: 0, generation: 0 }, keep: false });
  reader.place({ low: 0, high: 3 });

  expect(reader.receiveNothing(3)).toEqual({ kind: 'kept' });
  expect([reader.take(1, 1), reader.take(1, 1)]).toEqual([
    { messages: [], bytes: 0, from: { offset: 0, generation: 0 }, position: { offset: 3, generation: 0 } },
    undefined,
  ]);
});

it('keeps the place where it began even when it is taken away before it was handed out', () => {
  const { reader } = open();
  reader.begin({ position: { offset: 7, generation: 0, partitionsAtStart: 1 }, keep: true });
  reader.place({ low: 0, high: 7 });
  reader.revoke();

  expect(reader.place({ low: 0, high: 9 })).toBe(7);
  expect(reader.take(1, 1)!.position).toEqual({ offset: 7, generation: 0, partitionsAtStart: 1 });
});
