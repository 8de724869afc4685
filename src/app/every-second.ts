/** Runs the task a second after its last run ended, for as long as it is not stopped. What it throws is its own affair: the next run tries again. */
export function everySecond(task: () => Promise<void>): { stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const again = (): void => {
    if (stopped) return;
    timer = setTimeout(
      () =>
        void task()
          .catch(() => undefined)
          .finally(again),
      1000,
    ).unref();
  };
  again();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
