/**
 * The task, never twice at once: a call while it runs waits for it and then for one more run, which all who wait share. So every caller sees the
 * outcome of a run that began after its call.
 */
export function oneAfterAnother(task: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const run = (): Promise<void> =>
    (running = task().finally(() => {
      running = undefined;
    }));
  return () => {
    if (running === undefined) return run();
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return run();
      });
    return next;
  };
}
