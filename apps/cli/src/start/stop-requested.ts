export interface StopRequest {
  /** Aborted as soon as somebody wants us to stop. */
  readonly signal: AbortSignal;
  /** Resolves with what was asked: a signal's name, or that our parent is gone. */
  readonly reason: Promise<string>;
  /** Calls back for every further request. */
  onRepeat(listener: () => void): void;
}

/** Ctrl-C, SIGTERM, a closed terminal, or the end of the process that started us. */
export const stopRequested = (): StopRequest => {
  const controller = new AbortController();
  let repeat: () => void = () => undefined;
  const reason = new Promise<string>((resolve) => {
    const request = (name: string) => () => {
      if (controller.signal.aborted) repeat();
      controller.abort();
      resolve(name);
    };
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, request(name));
    process.on('disconnect', request('the parent process ended'));
  });
  return {
    signal: controller.signal,
    reason,
    onRepeat: (listener) => {
      repeat = listener;
    },
  };
};
