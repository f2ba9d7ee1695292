import { hashText } from './text-features.ts';

/**
 * The fold of each case: as even as can be within each label, and inputs of the same wording in the same fold, so that no case is tested by a
 * model that has seen its words. Deterministic, whatever the order of the cases.
 */
export const foldOf = (wordings: readonly number[], classOf: ArrayLike<number>, folds: number): Int32Array => {
  const groups = new Map<number, number[]>();
  for (const [each, wording] of wordings.entries()) {
    const group = groups.get(wording);
    if (group) group.push(each);
    else groups.set(wording, [each]);
  }
  const ordered = [...groups].sort(
    ([left], [right]) => hashText(String(left)) - hashText(String(right)) || left - right,
  );
  const next = new Map<number, number>();
  const result = new Int32Array(wordings.length);
  for (const [, members] of ordered) {
    const label = classOf[members[0] ?? 0] ?? 0;
    const fold = next.get(label) ?? label % folds;
    next.set(label, (fold + 1) % folds);
    for (const member of members) result[member] = fold;
  }
  return result;
};
