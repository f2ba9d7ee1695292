import { DomainError } from '@switchyard/domain';
import { expect, test, vi } from 'vitest';
import { type PayloadStore, payloadHash } from './payload-store.ts';
import { tellAtOnce } from './tell-at-once.ts';

const bytes = Buffer.from('content');
const key = { organisationId: '01890000-0000-7000-8000-000000000001', hash: payloadHash(bytes) };

/** A store that hangs until the test lets go, and then answers as it is set to. */
const openStore = () => {
  let answer = Promise.resolve();
  let calls = 0;
  const call = async () => {
    calls += 1;
    await answer;
  };
  const store: PayloadStore = { place: 'test', put: call, remove: call, get: () => call().then(() => bytes) };
  return {
    store: tellAtOnce(store),
    setAnswer: (next: Promise<void>) => {
      answer = next;
      answer.catch(() => undefined);
    },
    calls: () => calls,
  };
};

const unavailable = () => Promise.reject(new DomainError('unavailable', 'away', { retryable: true }));

test('while a store is away nobody waits for it, one look at a time finds it, and then all is as before', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const { store, setAnswer, calls } = openStore();
    setAnswer(unavailable());
    await expect(store.put(key, bytes)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    const back = Promise.withResolvers<void>();
    setAnswer(back.promise);
    await expect(store.get(key)).rejects.toThrow('away');
    expect(calls()).toBe(1);
    // The look hangs, and nobody with it.
    vi.advanceTimersByTime(1500);
    for (let each = 0; each < 50; each += 1) await expect(store.get(key)).rejects.toThrow('away');
    expect(calls()).toBe(2);
    back.resolve();
    await vi.waitFor(async () => expect(await store.get(key)).toBe(bytes));
    const before = calls();
    await Promise.all(Array.from({ length: 5 }, () => store.get(key)));
    expect(calls()).toBe(before + 5);
  } finally {
    vi.useRealTimers();
  }
});

test('a store that answers with anything else than silence is asked by everybody', async () => {
  const { store, setAnswer, calls } = openStore();
  setAnswer(Promise.reject(new DomainError('payload_lost', 'gone')));
  for (let each = 0; each < 3; each += 1) await expect(store.get(key)).rejects.toMatchObject({ code: 'payload_lost' });
  expect(calls()).toBe(3);
});
