/** @typedef {{ readonly buffer: ArrayBuffer }} LinearMemory The types of Node leave WebAssembly out. */
/** @typedef {{ readonly from: number, readonly to: number }} Span */

/** As in WebAssembly: memory is looked through by the page of a machine. */
const pageBytes = 4096;
/** The C stack of the interpreter: reserved in this size, and untouched but for its top. */
const stackBytesMin = 4 * 1024 * 1024;
const heapBytesMax = 2 * 1024 * 1024;
/** Zeros at the beginning of the stack may belong to variables that lie before it. */
const marginBytes = 256 * 1024;

/** @type {(bytes: Uint8Array, page: number) => boolean} */
const isBlank = (bytes, page) => bytes.subarray(page * pageBytes, (page + 1) * pageBytes).every((byte) => byte === 0);

/**
 * The longest run of blank pages before `end`, in bytes.
 * @type {(bytes: Uint8Array, end: number) => Span}
 */
const longestBlank = (bytes, end) => {
  let longest = { from: 0, to: 0 };
  let from = 0;
  for (let page = 0; page * pageBytes < end; page += 1) {
    if (!isBlank(bytes, page)) from = (page + 1) * pageBytes;
    else if ((page + 1) * pageBytes - from > longest.to - longest.from) longest = { from, to: (page + 1) * pageBytes };
  }
  return longest;
};

/** @type {(bytes: Uint8Array) => number} */
const usedEnd = (bytes) => {
  let pages = bytes.length / pageBytes;
  while (pages > 0 && isBlank(bytes, pages - 1)) pages -= 1;
  return pages * pageBytes;
};

/**
 * Remembers what lies in an interpreter's memory; the returned function puts it back. All that the interpreter knows lies there:
 * afterwards it is as it was, whatever has been evaluated meanwhile. The unused part of the C stack is left alone, where it
 * is certain which that is: what lies there is never read before it is written.
 * @type {(memory: LinearMemory) => () => void}
 */
export const takeSnapshot = (memory) => {
  const bytes = new Uint8Array(memory.buffer);
  const end = usedEnd(bytes);
  const blank = longestBlank(bytes, end);
  const isStack = blank.to - blank.from >= stackBytesMin && end - blank.to <= heapBytesMax;
  const spans = isStack
    ? [
        { from: 0, to: blank.from + marginBytes },
        { from: blank.to - marginBytes, to: end },
      ]
    : [{ from: 0, to: end }];
  const kept = spans.map(({ from, to }) => ({ from, content: bytes.slice(from, to) }));
  return () => {
    // Looked up again: memory that has grown is another buffer.
    const now = new Uint8Array(memory.buffer);
    for (const { from, content } of kept) now.set(content, from);
  };
};
