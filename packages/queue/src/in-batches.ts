/**
 * Calls `send` with one batch at a time; what comes meanwhile makes the next. Alone, a call is sent at once; under load many
 * share one round trip and, on PostgreSQL, one commit with its notification, of which the server makes only one at a time.
 * Each call settles as the batch it went with.
 */
export const inBatches = <Item>(
  send: (items: readonly Item[]) => Promise<void>,
): ((items: readonly Item[]) => Promise<void>) => {
  let gathering: Item[] = [];
  let next: Promise<void> | null = null;
  let inFlight: Promise<unknown> = Promise.resolve();
  const sendGathered = (): Promise<void> => {
    const batch = gathering;
    gathering = [];
    next = null;
    return send(batch);
  };
  return (items) => {
    gathering.push(...items);
    next ??= inFlight.then(sendGathered);
    inFlight = next.catch(() => undefined);
    return next;
  };
};
