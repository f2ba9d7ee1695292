import { randomBytes } from 'node:crypto';

let lastMs = 0;
let counter = 0;

const tailBytes = 8;
/** Random bytes for the next ids: one call to the system's generator for many. */
let tails = Buffer.alloc(0);
let used = 0;

const nextTail = (): string => {
  if (used === tails.length) {
    tails = randomBytes(tailBytes * 512);
    used = 0;
  }
  tails.writeUInt8(0x80 | (tails.readUInt8(used) & 0x3f), used);
  used += tailBytes;
  return tails.toString('hex', used - tailBytes, used);
};

/**
 * A UUID v7 (RFC 9562, section 5.7, method 1): 48 bits of Unix milliseconds, then a 12 bit counter that keeps ids of one
 * process in order within a millisecond, then 62 random bits. Ids sort by creation, which keeps index inserts at
 * the right edge.
 */
export const newId = <Id extends string = string>(nowMs: number = Date.now()): Id => {
  if (nowMs > lastMs) {
    lastMs = nowMs;
    counter = 0;
  } else if (counter < 0xfff) counter += 1;
  else {
    lastMs += 1;
    counter = 0;
  }
  const time = lastMs.toString(16).padStart(12, '0');
  const tail = nextTail();
  const text = `${time.slice(0, 8)}-${time.slice(8)}-${(0x7000 | counter).toString(16)}-${tail.slice(0, 4)}-${tail.slice(4)}`;
  return text as Id;
};
