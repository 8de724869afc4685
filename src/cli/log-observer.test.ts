import pc from 'picocolors';
import { expect, it } from 'vitest';
import type { Event } from '../observe/event.ts';
import { jsonLog, textLog } from './log-observer.ts';
import type { Terminal } from './terminal.ts';

const busy: readonly Event[] = [
  { kind: 'request', method: 'GET', route: '/live', status: 200, elapsedMs: 1, traceId: 't' },
  { kind: 'query', status: 'completed', rows: 1, queuedMs: 0, elapsedMs: 1 },
  {
    kind: 'batch-written',
    collection: 'commons.a',
    source: 's',
    read: 1,
    made: 1,
    applied: 1,
    superseded: 0,
    refused: 0,
    dead: 0,
    filtered: 0,
    elapsedMs: 1,
  },
  { kind: 'source-state', collection: 'commons.a', source: 's', state: 'WATCHING' },
];

function logged(make: (terminal: Terminal) => (event: Event) => void, events: readonly Event[]): string[] {
  const lines: string[] = [];
  const write = (text: string): void => void lines.push(text);
  const observer = make({
    isTerminal: false,
    colors: pc.createColors(false),
    out: write,
    err: write,
    confirm: async () => false,
  });
  events.forEach(observer);
  return lines;
}

const at = (): Date => new Date('2026-08-17T21:19:57Z');

it('says nothing in normal operation', () => {
  expect(logged((terminal) => jsonLog(terminal, at), busy)).toEqual([]);
  expect(logged(textLog, busy)).toEqual([]);
});

it('writes one JSON object per line for what matters', () =>
  expect(
    logged(
      (terminal) => jsonLog(terminal, at),
      [
        { kind: 'server-started', address: 'http://127.0.0.1:8080' },
        { kind: 'deployed', what: 'commons.a', version: '02e558fd99ed7b30' },
        { kind: 'source-state', collection: 'commons.a', source: 's', state: 'ERROR', message: 'gone\naway' },
      ],
    ),
  ).toEqual([
    '{"time":"2026-08-17T21:19:57.000Z","level":"info","event":"server-started","message":"listens at http://127.0.0.1:8080"}',
    '{"time":"2026-08-17T21:19:57.000Z","level":"info","event":"deployed","message":"deployed commons.a as 02e558fd99ed7b30"}',
    '{"time":"2026-08-17T21:19:57.000Z","level":"warn","event":"source-state","message":"commons.a cannot read s: gone\\naway"}',
  ]));

it('says that the demo waits, and that it goes on', () =>
  expect(
    logged(textLog, [
      { kind: 'demo', state: 'waits', message: 'Nobody answers.' },
      { kind: 'demo', state: 'goes on' },
    ]),
  ).toEqual(['! the demo waits: Nobody answers.', '✓ the demo goes on']));

it('prints the stack of a mistake of ours', () => {
  const error = new Error('oops');
  error.stack = 'Error: oops\n    at here';

  expect(logged(textLog, [{ kind: 'bug', traceId: 't-1', error }])).toEqual([
    '✗ a mistake of ours (trace t-1): oops\nError: oops\n    at here',
  ]);
});
