// The local classifier on real customer messages: trained in a thread as the worker does, on the given split; then texts of
// other kinds, which it should decline. `--data FOLDER` or SWITCHYARD_DATA names the folder with banking77/.
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { classify, parseModel, type TrainingCase, textsOf, trainInThread } from '@switchyard/suppliers';
import { parseRows } from './classifier/parse-rows.ts';
import { strangeTexts } from './classifier/strange-texts.ts';

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string', default: process.env.SWITCHYARD_DATA ?? '../shared/data' },
    precision: { type: 'string', default: '0.97' },
    seed: { type: 'string', default: '1' },
  },
});
const file = `${values.data}/banking77/banking77.csv`;
if (!existsSync(file)) {
  console.log(`Skipped: there is no ${file}. Name the data folder with --data or SWITCHYARD_DATA.`);
  console.log(JSON.stringify({ bench: 'classifier', skipped: 1, missing: file }));
  process.exit(0);
}

interface Labelled extends TrainingCase {
  readonly split: string;
}
const rows = parseRows(readFileSync(file, 'utf8')).map(
  ([split = '', text = '', label = '']): Labelled => ({ split, texts: textsOf({ text }), label }),
);
const cases = rows.filter(({ split }) => split === 'train').map(({ texts, label }) => ({ texts, label }));
const test = rows.filter(({ split }) => split === 'test');

const cpuSeconds = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
};
const startedCpu = process.cpuUsage();
const trained = await trainInThread(
  { cases, precisionTarget: Number(values.precision), confidence: 0.9, seed: Number(values.seed) },
  { signal: new AbortController().signal },
);
const trainingCpuS = cpuSeconds(startedCpu);
const model = parseModel(trained.bytes);

const warm = test.slice(0, 500);
for (const { texts } of warm) classify(model, texts);
const predictingCpu = process.cpuUsage();
const answers = test.map(({ texts, label }) => ({ ...classify(model, texts), right: label }));
const predictionUs = (cpuSeconds(predictingCpu) / test.length) * 1e6;

const isRight = ({ label, right }: (typeof answers)[number]): boolean => label === right;
const answered = answers.filter(({ declined }) => declined === null);
const share = (part: number, whole: number): number => Math.round((part / Math.max(1, whole)) * 10_000) / 10_000;

/** The largest share of the test that could be answered at the precision, whatever threshold was chosen. */
const coverageAt = (precision: number): number => {
  const ordered = answers.toSorted((left, other) => other.probability - left.probability);
  let right = 0;
  let most = 0;
  for (const [at, answer] of ordered.entries()) {
    if (isRight(answer)) right += 1;
    if (right / (at + 1) >= precision) most = at + 1;
  }
  return share(most, answers.length);
};

const strange = strangeTexts.map((text) => classify(model, textsOf({ text })));
const result = {
  bench: 'classifier',
  data: 'banking77',
  cases: cases.length,
  tested: test.length,
  accuracy: share(answers.filter(isRight).length, answers.length),
  precisionTarget: Number(values.precision),
  answered: share(answered.length, answers.length),
  precision: share(answered.filter(isRight).length, answered.length),
  coverageAtTarget: coverageAt(Number(values.precision)),
  heldOut: {
    accuracy: share(trained.evaluation.accuracy, 1),
    answered: share(trained.evaluation.answered, trained.evaluation.cases),
    precision: share(trained.evaluation.answeredRight, trained.evaluation.answered),
    calibrationError: trained.evaluation.calibrationError,
  },
  strange: { texts: strange.length, answered: strange.filter(({ declined }) => declined === null).length },
  trainingS: Math.round(trained.trainedMs / 100) / 10,
  trainingCpuS: Math.round(trainingCpuS * 10) / 10,
  predictionUs: Math.round(predictionUs * 10) / 10,
  modelBytes: trained.bytes.length,
  cores: availableParallelism(),
  load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
};
const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
console.log(`Accuracy on ${result.tested} messages it had not seen: ${percent(result.accuracy)}.`);
console.log(
  `It answers ${percent(result.answered)} of them, ${percent(result.precision)} of its answers right (threshold chosen on held-out folds for ${percent(result.precisionTarget)}); at exactly that precision it could answer ${percent(result.coverageAtTarget)}.`,
);
console.log(`Of ${result.strange.texts} texts about something else it answers ${result.strange.answered}.`);
console.log(
  `Training with ${trained.evaluation.folds} folds took ${result.trainingS} s (${result.trainingCpuS} s of CPU), a prediction ${result.predictionUs} µs of CPU; the model has ${(result.modelBytes / 1e6).toFixed(1)} MB.`,
);
console.log(JSON.stringify(result));
