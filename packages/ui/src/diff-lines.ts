export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
  /** Line numbers from 1; undefined on the side where the line is absent. */
  readonly before?: number;
  readonly after?: number;
}

/** Above this many cells the middle is shown as replaced instead of compared line by line. */
const cellsMax = 4_000_000;

/** Length of the longest common subsequence of the suffixes starting at each pair of lines. */
const commonLengths = (before: readonly string[], after: readonly string[]): Uint32Array => {
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const at = i * width + j;
      lengths[at] =
        before[i] === after[j]
          ? (lengths[at + width + 1] ?? 0) + 1
          : Math.max(lengths[at + width] ?? 0, lengths[at + 1] ?? 0);
    }
  }
  return lengths;
};

const compareMiddle = (before: readonly string[], after: readonly string[], offset: number): DiffLine[] => {
  const isTooLarge = (before.length + 1) * (after.length + 1) > cellsMax;
  const lengths = isTooLarge ? new Uint32Array(0) : commonLengths(before, after);
  const width = after.length + 1;
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    const left = before[i];
    const right = after[j];
    const isSame = !isTooLarge && left !== undefined && left === right;
    const isRemoval =
      right === undefined ||
      (left !== undefined && (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0));
    if (isSame) lines.push({ kind: 'same', text: left, before: offset + ++i, after: offset + ++j });
    else if (isRemoval && left !== undefined) lines.push({ kind: 'removed', text: left, before: offset + ++i });
    else if (right !== undefined) lines.push({ kind: 'added', text: right, after: offset + ++j });
  }
  return lines;
};

/** Line differences of two texts by longest common subsequence, after cutting off equal beginnings and ends. */
export const diffLines = (beforeText: string, afterText: string): DiffLine[] => {
  const before = beforeText.split('\n');
  const after = afterText.split('\n');
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const tailMax = Math.min(before.length, after.length) - head;
  while (tail < tailMax && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const same = (text: string, left: number, right: number): DiffLine => ({
    kind: 'same',
    text,
    before: left + 1,
    after: right + 1,
  });
  return [
    ...before.slice(0, head).map((text, index) => same(text, index, index)),
    ...compareTrimmed(before, after, head, tail),
    ...before
      .slice(before.length - tail)
      .map((text, index) => same(text, before.length - tail + index, after.length - tail + index)),
  ];
};

const compareTrimmed = (before: readonly string[], after: readonly string[], head: number, tail: number): DiffLine[] =>
  compareMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail), head);
