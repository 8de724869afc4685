import type { Event } from '../observe/event.ts';
import type { Observer } from '../observe/observer.ts';
import type { Terminal } from './terminal.ts';

/** One JSON object per line on `out`, for machines. What happens all the time (requests, queries, batches) is for /metrics, not for the log. */
export function jsonLog(terminal: Terminal, now: () => Date = () => new Date()): Observer {
  return (event) => {
    const entry = logEntry(event);
    if (entry !== undefined) terminal.out(JSON.stringify({ time: now().toISOString(), ...entry }));
  };
}

/** One line per event on `err`, for people. */
export function textLog(terminal: Terminal): Observer {
  const { colors } = terminal;
  return (event) => {
    const entry = logEntry(event);
    // Start, stop and refusals are told by the command itself, with all that a person needs.
    if (entry === undefined || toldElsewhere.has(event.kind)) return;
    const mark = { info: colors.green('✓'), warn: colors.yellow('!'), error: colors.red('✗') }[entry.level];
    terminal.err(`${mark} ${entry.message}${entry.stack === undefined ? '' : `\n${entry.stack}`}`);
  };
}

const toldElsewhere: ReadonlySet<Event['kind']> = new Set(['server-started', 'server-stopping', 'deploy-refused']);

interface LogEntry {
  readonly level: 'info' | 'warn' | 'error';
  readonly event: Event['kind'];
  readonly message: string;
  readonly traceId?: string;
  readonly stack?: string;
}

/** Undefined for normal operation. */
function logEntry(event: Event): LogEntry | undefined {
  const entry = (level: LogEntry['level'], message: string): LogEntry => ({ level, event: event.kind, message });
  switch (event.kind) {
    case 'server-started':
      return entry('info', `listens at ${event.address}`);
    case 'server-stopping':
      return entry('info', `stopping on ${event.signal}`);
    case 'deployed':
      return entry('info', `deployed ${event.what} as ${event.version}`);
    case 'deploy-refused':
      return entry('warn', `not deployed: ${event.message}`);
    case 'source-state':
      // A source that goes on is no news; one that stopped, or came back, is.
      if (event.state !== 'ERROR') return undefined;
      return entry('warn', `${event.collection} cannot read ${event.source}: ${event.message ?? 'unknown reason'}`);
    case 'store':
      if (event.state === 'answers') return entry('info', 'the store answers');
      return entry('warn', `waits for the store: ${event.message}`);
    case 'demo':
      if (event.state === 'goes on') return entry('info', 'the demo goes on');
      return entry('warn', `the demo waits: ${event.message}`);
    case 'bug':
      return {
        ...entry('error', `a mistake of ours (trace ${event.traceId}): ${event.error.message}`),
        traceId: event.traceId,
        ...(event.error.stack === undefined ? {} : { stack: event.error.stack }),
      };
    case 'request':
    case 'query':
    case 'batch-written':
      return undefined;
  }
}
