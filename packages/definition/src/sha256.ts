/*
 * SHA-256 (FIPS 180-4), written out because this package also runs in the browser, where the platform's own is
 * asynchronous. Not for secrets: no protection against timing.
 */

/** First 32 bits of the fractional part of a root of the n-th primes (FIPS 180-4 sections 4.2.2 and 5.3.3). */
const fractionOfRoot = (prime: number, root: 2 | 3): number => {
  const value = root === 2 ? Math.sqrt(prime) : Math.cbrt(prime);
  return ((value - Math.floor(value)) * 2 ** 32) >>> 0;
};

const listPrimes = (count: number): number[] => {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate += 1) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes;
};

const primes = listPrimes(64);
const roundConstants = Uint32Array.from(primes, (prime) => fractionOfRoot(prime, 3));
const initialHash = Uint32Array.from(primes.slice(0, 8), (prime) => fractionOfRoot(prime, 2));

const rotate = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));
const at = (words: Uint32Array, index: number): number => words[index] ?? 0;

/** The message followed by a one bit, zeros and its length in bits, in whole blocks of 64 bytes (section 5.1.1). */
const pad = (bytes: Uint8Array): DataView => {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n);
  return view;
};

const scheduleOf = (view: DataView, offset: number): Uint32Array => {
  const words = new Uint32Array(64);
  for (let index = 0; index < 16; index += 1) words[index] = view.getUint32(offset + index * 4);
  for (let index = 16; index < 64; index += 1) {
    const [early, late] = [at(words, index - 15), at(words, index - 2)];
    const small = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
    const large = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
    words[index] = at(words, index - 16) + small + at(words, index - 7) + large;
  }
  return words;
};

/** One block into the running hash (section 6.2.2). */
const compress = (hash: Uint32Array, words: Uint32Array): void => {
  const state = Uint32Array.from(hash);
  for (let index = 0; index < 64; index += 1) {
    const [a, e] = [at(state, 0), at(state, 4)];
    const choice = (e & at(state, 5)) ^ (~e & at(state, 6));
    const majority = (a & at(state, 1)) ^ (a & at(state, 2)) ^ (at(state, 1) & at(state, 2));
    const sumE = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const sumA = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const first = at(state, 7) + sumE + choice + at(roundConstants, index) + at(words, index);
    state.copyWithin(1, 0, 7);
    state[4] = at(state, 4) + first;
    state[0] = first + sumA + majority;
  }
  for (let index = 0; index < 8; index += 1) hash[index] = at(hash, index) + at(state, index);
};

/** SHA-256 of the text's UTF-8 bytes, in hex. */
export const sha256Hex = (text: string): string => {
  const view = pad(new TextEncoder().encode(text));
  const hash = Uint32Array.from(initialHash);
  for (let offset = 0; offset < view.byteLength; offset += 64) compress(hash, scheduleOf(view, offset));
  return Array.from(hash, (word) => word.toString(16).padStart(8, '0')).join('');
};
