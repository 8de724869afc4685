import { expect, it } from 'vitest';
import { fingerprintOf, type HeldMessage, type KafkaPosition } from './kafka-position.ts';
import { PartitionQueue } from './partition-queue.ts';

const message = (offset: number, value = 'x'): HeldMessage => ({
  key: null,
  value: Buffer.from(value),
  timestamp: '1',
  attributes: 0,
  offset: String(offset),
  headers: {},
});
const at = (offset: number, generation = 0): KafkaPosition => ({ offset, generation });
const taken = (queue: PartitionQueue, records: number, bytes = 1e6): unknown => {
  const slice = queue.take(records, bytes);
  return slice && [slice.messages.map(({ offset }) => Number(offset)), slice.position];
};

it('gives messages of several answers together, and the place after the last answer', () => {
  const queue = new PartitionQueue();
  queue.push([message(0), message(1)], at(2));
  queue.push([message(5)], at(8));

  expect([taken(queue, 10), taken(queue, 10), queue.bytes]).toEqual([[[0, 1, 5], at(8)], undefined, 0]);
});

it('names the message before it when it stops in the middle of an answer', () => {
  const queue = new PartitionQueue();
  const messages = [message(0), message(1), message(2)];
  queue.push(messages, at(9));

  expect([taken(queue, 2), taken(queue, 2)]).toEqual([
    [[0, 1], { offset: 2, generation: 0, last: fingerprintOf(messages[1]!) }],
    [[2], at(9)],
  ]);
});

it('stops between answers with the place after the first', () => {
  const queue = new PartitionQueue();
  queue.push([message(0), message(1)], at(4));
  queue.push([message(4)], at(5));

  expect([taken(queue, 2), taken(queue, 2)]).toEqual([
    [[0, 1], at(4)],
    [[4], at(5)],
  ]);
});

it('gives a message alone that is larger than what is asked for', () => {
  const queue = new PartitionQueue();
  queue.push([message(0, 'x'.repeat(1_000)), message(1)], at(2));

  const sizes = [queue.take(10, 500), queue.take(10, 500)].map((slice) => slice!.messages.length);
  expect(sizes).toEqual([1, 1]);
});

it('does not mix generations of a topic', () => {
  const queue = new PartitionQueue();
  queue.push([message(7)], at(8));
  queue.push([message(0)], at(1, 1));

  expect([taken(queue, 10), taken(queue, 10)]).toEqual([
    [[7], at(8)],
    [[0], at(1, 1)],
  ]);
});

it('counts the bytes that it holds', () => {
  const queue = new PartitionQueue();
  queue.push([message(0, 'x'.repeat(100)), message(1, 'x'.repeat(100))], at(2));
  const full = queue.bytes;
  queue.take(1, 1e6);

  expect([full, queue.bytes]).toEqual([600, 300]);
});
