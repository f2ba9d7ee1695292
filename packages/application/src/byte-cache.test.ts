import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createByteCache } from './byte-cache.ts';

describe('createByteCache', () => {
  it('never holds more than its bound, but for one value that alone is more, and drops the least recently used first', () => {
    const operation = fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      bytes: fc.integer({ min: 1, max: 140 }),
      isRead: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(operation), (operations) => {
        const cache = createByteCache<number>(100);
        // What is in use, the last used last.
        let order: { key: string; bytes: number }[] = [];
        for (const { key, bytes, isRead } of operations) {
          const known = order.find((each) => each.key === key);
          if (isRead) {
            expect(cache.get(key)).toBe(known?.bytes);
            if (known) order = [...order.filter((each) => each !== known), known];
            continue;
          }
          cache.set(key, bytes, bytes);
          order = [...order.filter((each) => each.key !== key), { key, bytes }];
          const total = () => order.reduce((sum, each) => sum + each.bytes, 0);
          while (total() > 100 && order.length > 1) order.shift();
        }
        for (const key of ['a', 'b', 'c', 'd', 'e']) {
          expect(cache.get(key)).toBe(order.find((each) => each.key === key)?.bytes);
        }
      }),
    );
  });
});
