import type { Clock } from '../base/clock.ts';
import type { RecordStore } from '../catalog/record-store.ts';
import type { LastExecution } from './lambda.ts';

/** When and by whom versions were last executed. Kept in memory and written every few seconds: a write per call would cost more than the call. */
export interface ExecutionLog {
  get(id: string): LastExecution | undefined;
  succeeded(id: string, by: string): void;
  failed(id: string, by: string, message: string): void;
  forget(id: string): void;
  flush(): Promise<void>;
}

const flushMs = 10_000;
const maxMessage = 2000;

export async function loadExecutionLog(records: RecordStore, clock: Clock): Promise<ExecutionLog> {
  const last = new Map<string, LastExecution>();
  for (const { id, value } of await records.list('execution')) last.set(id, value as unknown as LastExecution);
  const dirty = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const ids = [...dirty];
    dirty.clear();
    if (ids.length > 0)
      await records.putAll(
        'execution',
        ids.map((id) => ({ id, value: { ...last.get(id) } })),
      );
  };
  const set = (id: string, execution: LastExecution): void => {
    last.set(id, execution);
    dirty.add(id);
    // Statistics may be late: a store that is away gets them with the next call.
    timer ??= setTimeout(() => void flush().catch(() => undefined), flushMs).unref();
  };
  return {
    get: (id) => last.get(id),
    succeeded(id, by) {
      const error = last.get(id)?.error;
      set(id, { atMs: clock(), by, ...(error === undefined ? {} : { error }) });
    },
    failed(id, by, message) {
      set(id, { atMs: clock(), by, error: { atMs: clock(), message: message.slice(0, maxMessage) } });
    },
    forget(id) {
      last.delete(id);
      dirty.delete(id);
    },
    flush,
  };
}
