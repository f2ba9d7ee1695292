import { isDomainError } from '@switchyard/domain';
import { type PayloadStore, payloadHash } from './payload-store.ts';

/** How long after one look at a store that is away the next one may begin, in ms. */
const lookEveryMs = 1000;

/** Nobody's: whatever is said about it, the store has said something. */
const nobodys = { organisationId: '00000000-0000-0000-0000-000000000000', hash: payloadHash(new Uint8Array()) };

const isAway = (thrown: unknown): boolean => isDomainError(thrown) && thrown.code === 'unavailable';

/**
 * While the store does not answer, whoever needs it is told so at once, and one look at a time, for which nobody waits, finds out when
 * it is back. Else each of them would wait for its own timeout, with a run locked and a connection in hand, and what needs no store
 * behind them.
 */
export const tellAtOnce = (store: PayloadStore): PayloadStore => {
  let away: { readonly why: unknown; lookedAtMs: number; isLooking: boolean } | null = null;

  const look = async (): Promise<void> => {
    try {
      await store.get(nobodys);
    } catch (thrown) {
      if (isAway(thrown)) return;
    }
    away = null;
  };

  const lookAgain = (): void => {
    const seen = away;
    if (!seen || seen.isLooking || performance.now() - seen.lookedAtMs < lookEveryMs) return;
    seen.isLooking = true;
    void look().finally(() => {
      seen.isLooking = false;
      seen.lookedAtMs = performance.now();
    });
  };

  const ask = async <Value>(call: () => Promise<Value>): Promise<Value> => {
    lookAgain();
    if (away) throw away.why;
    try {
      return await call();
    } catch (thrown) {
      if (isAway(thrown)) away ??= { why: thrown, lookedAtMs: performance.now(), isLooking: false };
      throw thrown;
    }
  };

  return {
    place: store.place,
    put: (key, bytes) => ask(() => store.put(key, bytes)),
    get: (key) => ask(() => store.get(key)),
    remove: (key) => ask(() => store.remove(key)),
  };
};
