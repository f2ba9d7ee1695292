import { expect, test } from 'vitest';
import { limitBody } from './limit-body.ts';

const send = (body: BodyInit, headers: Record<string, string> = {}) =>
  new Request('http://x/', { method: 'POST', body, headers, ...({ duplex: 'half' } as object) });

/** A body that does not say how long it is. */
const stream = (chunks: number, size: number, onRead: () => void = () => undefined) =>
  new ReadableStream<Uint8Array>({
    pull: (controller) => {
      onRead();
      if (chunks-- > 0) controller.enqueue(new Uint8Array(size));
      else controller.close();
    },
  });

test('a body within the limit arrives whole', async () => {
  const limited = await limitBody(send('{"a":1}'), 100);
  expect(await limited?.json()).toEqual({ a: 1 });
});

test('a body that announces too much is refused unread', async () => {
  let reads = 0;
  const body = stream(5, 10, () => {
    reads += 1;
  });
  expect(await limitBody(send(body, { 'content-length': '1000' }), 100)).toBeNull();
  // A stream fetches one chunk ahead on its own.
  expect(reads).toBeLessThanOrEqual(1);
});

test('a body that hides its size is dropped at the first byte too many', async () => {
  let reads = 0;
  const endless = stream(1_000_000, 50, () => {
    reads += 1;
  });
  expect(await limitBody(send(endless), 100)).toBeNull();
  expect(reads).toBeLessThan(10);
});
