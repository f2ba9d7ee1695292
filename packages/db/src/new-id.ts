import { randomBytes } from 'node:crypto';

let lastMs = 0;
let counter = 0;
/** The first 48 bits, written once for all ids of a millisecond. */
let time = '00000000-0000';

const begin = (ms: number): void => {
  lastMs = ms;
  counter = 0;
  const digits = ms.toString(16).padStart(12, '0');
  time = `${digits.slice(0, 8)}-${digits.slice(8)}`;
};

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
  if (nowMs > lastMs) begin(nowMs);
  else if (counter < 0xfff) counter += 1;
  else begin(lastMs + 1);
  const tail = nextTail();
  const text = `${time}-${(0x7000 | counter).toString(16)}-${tail.slice(0, 4)}-${tail.slice(4)}`;
  return text as Id;
};
