/*
 * A list of numbers and strings in few bytes. Each value begins with a varint whose two low bits say what it is:
 *   0  a whole number ≥ 0, in the rest of the varint
 *   1  a string, its length in bytes in the rest
 *   2  a number of at most six decimals ≥ 0: millionths in the rest
 *   3  any other number: eight bytes of IEEE 754 follow
 */

export type PackedValue = number | string;

const millionths = 1_000_000;
/** Times four still a whole number that a double holds exactly. */
const wholeMax = 2 ** 50;

const pushVarint = (bytes: number[], value: number): void => {
  let left = value;
  while (left >= 128) {
    bytes.push((left % 128) + 128);
    left = Math.floor(left / 128);
  }
  bytes.push(left);
};

const pushNumber = (bytes: number[], value: number): void => {
  const isSmall = value >= 0 && value < wholeMax && !Object.is(value, -0);
  const scaled = Math.round(value * millionths);
  if (isSmall && Number.isInteger(value)) pushVarint(bytes, value * 4);
  else if (isSmall && scaled < wholeMax && scaled / millionths === value) pushVarint(bytes, scaled * 4 + 2);
  else {
    const double = Buffer.alloc(8);
    double.writeDoubleLE(value);
    bytes.push(3, ...double);
  }
};

/** Values in their order; null for none. Lone surrogates in strings become U+FFFD. */
export const packValues = (values: readonly PackedValue[]): Buffer | null => {
  if (values.length === 0) return null;
  const chunks: Buffer[] = [];
  let bytes: number[] = [];
  for (const value of values) {
    if (typeof value === 'number') {
      pushNumber(bytes, value);
      continue;
    }
    const text = Buffer.from(value, 'utf8');
    pushVarint(bytes, text.length * 4 + 1);
    chunks.push(Buffer.from(bytes), text);
    bytes = [];
  }
  return Buffer.concat([...chunks, Buffer.from(bytes)]);
};

/** The next value of a packed list, each time it is called. Throws RangeError past the end. */
export const valueReader = (packed: Uint8Array | null): (() => PackedValue) => {
  const buffer = Buffer.from(packed ?? []);
  let at = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = buffer.readUInt8(at);
      at += 1;
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  };
  return () => {
    const head = readVarint();
    const rest = Math.floor(head / 4);
    if (head % 4 === 0) return rest;
    if (head % 4 === 2) return rest / millionths;
    const start = at;
    at += head % 4 === 3 ? 8 : rest;
    return head % 4 === 3 ? buffer.readDoubleLE(start) : buffer.toString('utf8', start, at);
  };
};
