import { expect, test, vi } from 'vitest';
import { spaced } from './spaced.ts';

const counting = () => {
  const counter = { sent: 0 };
  const send = async () => {
    counter.sent += 1;
  };
  return { counter, send };
};

test('the first call goes at once, those within the gap share one more', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const { counter, send } = counting();
    const { call, settle } = spaced(send, 50);
    await call();
    expect(counter.sent).toBe(1);
    const later = [call(), call(), call()];
    expect(counter.sent).toBe(1);
    await settle();
    await Promise.all(later);
    expect(counter.sent).toBe(2);
    vi.advanceTimersByTime(60);
    await call();
    expect(counter.sent).toBe(3);
  } finally {
    vi.useRealTimers();
  }
});

test('a call made while one is being sent is followed by another', async () => {
  let release: () => void = () => undefined;
  let sent = 0;
  const { call } = spaced(() => {
    sent += 1;
    return new Promise((resolve) => {
      release = resolve;
    });
  }, 0);
  const first = call();
  await expect.poll(() => sent).toBe(1);
  const second = call();
  release();
  await first;
  await expect.poll(() => sent).toBe(2);
  release();
  await second;
  expect(sent).toBe(2);
});

test('a failure reaches whoever asked, and the next call is made', async () => {
  let isBroken = true;
  const { call } = spaced(async () => {
    if (isBroken) throw new Error('refused');
  }, 0);
  await expect(call()).rejects.toThrow('refused');
  isBroken = false;
  await expect(call()).resolves.toBeUndefined();
});
