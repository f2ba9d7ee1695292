import type { ClassifierEvaluation } from './evaluation.ts';

/** What a model that had not seen the case said of it. Classes are positions in the list of labels. */
export interface HeldOutAnswer {
  readonly right: number;
  readonly best: number;
  readonly probability: number;
  /** Of the right class. */
  readonly rightProbability: number;
  readonly isAnswered: boolean;
}

type Measured = Pick<
  ClassifierEvaluation,
  'accuracy' | 'answered' | 'answeredRight' | 'calibrationError' | 'logLoss' | 'curve' | 'reliability' | 'worst'
>;

const bins = 10;
const curvePoints = 40;
const worstMax = 12;
const takenForMax = 3;

const isRight = ({ right, best }: HeldOutAnswer): boolean => right === best;
const count = <Item>(items: readonly Item[], holds: (item: Item) => boolean): number =>
  items.reduce((sum, item) => (holds(item) ? sum + 1 : sum), 0);
const round = (value: number): number => Math.round(value * 1e6) / 1e6;

const curveOf = (answers: readonly HeldOutAnswer[]): Measured['curve'] => {
  const ordered = [...answers].sort((left, right) => right.probability - left.probability);
  const curve: Measured['curve'] = [];
  const every = Math.max(1, Math.ceil(ordered.length / curvePoints));
  let right = 0;
  for (const [at, answer] of ordered.entries()) {
    if (isRight(answer)) right += 1;
    if ((at + 1) % every !== 0 && at + 1 !== ordered.length) continue;
    const coverage = (at + 1) / ordered.length;
    curve.push({ threshold: round(answer.probability), coverage: round(coverage), precision: round(right / (at + 1)) });
  }
  return curve;
};

const reliabilityOf = (answers: readonly HeldOutAnswer[]): Measured['reliability'] =>
  Array.from({ length: bins }, (_, bin) => {
    const inside = answers.filter(({ probability }) => Math.min(bins - 1, Math.floor(probability * bins)) === bin);
    const mean = inside.reduce((sum, { probability }) => sum + probability, 0) / Math.max(1, inside.length);
    const accuracy = count(inside, isRight) / Math.max(1, inside.length);
    return { from: bin / bins, cases: inside.length, meanProbability: round(mean), accuracy: round(accuracy) };
  });

const worstOf = (answers: readonly HeldOutAnswer[], labels: readonly string[]): Measured['worst'] => {
  const cases = new Int32Array(labels.length);
  const errors = new Map<number, Map<number, number>>();
  for (const answer of answers) {
    cases[answer.right] = (cases[answer.right] ?? 0) + 1;
    if (isRight(answer)) continue;
    const takenFor = errors.get(answer.right) ?? new Map<number, number>();
    takenFor.set(answer.best, (takenFor.get(answer.best) ?? 0) + 1);
    errors.set(answer.right, takenFor);
  }
  return [...errors]
    .map(([right, takenFor]) => {
      const ordered = [...takenFor].sort((left, other) => other[1] - left[1] || left[0] - other[0]);
      const wrong = ordered.reduce((sum, [, times]) => sum + times, 0);
      return {
        label: labels[right] ?? '',
        cases: cases[right] ?? 0,
        right: (cases[right] ?? 0) - wrong,
        takenFor: ordered.slice(0, takenForMax).map(([best, times]) => ({ label: labels[best] ?? '', cases: times })),
      };
    })
    .sort((left, right) => right.cases - right.right - (left.cases - left.right) || (left.label < right.label ? -1 : 1))
    .slice(0, worstMax);
};

/** Everything that is shown of a version, from its answers on held-out cases. */
export const evaluateHeldOut = (answers: readonly HeldOutAnswer[], labels: readonly string[]): Measured => {
  const total = Math.max(1, answers.length);
  const answered = answers.filter(({ isAnswered }) => isAnswered);
  const reliability = reliabilityOf(answers);
  const gaps = reliability.map(({ cases, meanProbability, accuracy }) => cases * Math.abs(meanProbability - accuracy));
  const loss = answers.reduce((sum, { rightProbability }) => sum - Math.log(Math.max(1e-12, rightProbability)), 0);
  return {
    accuracy: count(answers, isRight) / total,
    answered: answered.length,
    answeredRight: count(answered, isRight),
    calibrationError: round(gaps.reduce((sum, gap) => sum + gap, 0) / total),
    logLoss: round(loss / total),
    curve: curveOf(answers),
    reliability,
    worst: worstOf(answers, labels),
  };
};
