import { taskSpecSchema } from '@switchyard/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseThreshold, fitTemperature, neverAnswers } from './calibrate.ts';
import { classify } from './classifier-model.ts';
import { createFeatureIndex } from './feature-index.ts';
import { foldOf } from './folds.ts';
import { textsOf } from './input-texts.ts';
import { findLabelField } from './label-field.ts';
import { createRandom } from './random.ts';
import { parseModel, serialiseModel } from './serialise-model.ts';
import { featuresOf, wordingOf } from './text-features.ts';
import { type TrainingCase, trainClassifier } from './train-classifier.ts';
import { trainInThread } from './train-in-thread.ts';

const text = (value: string) => [{ field: '', text: value }];

const subjects: Readonly<Record<string, readonly string[]>> = {
  card: ['card', 'plastic', 'chip', 'pin', 'visa', 'swipe'],
  transfer: ['transfer', 'iban', 'payee', 'send', 'wire', 'recipient'],
  refund: ['refund', 'money back', 'return', 'cancel', 'reverse', 'charge'],
};
const frames = [
  'where is my',
  'i have a problem with the',
  'please help me with a',
  'how long takes the',
  'what about this',
];

/** Sentences about three subjects; every `noiseEvery`-th has a wrong label. */
const sentences = (count: number, seed = 3, noiseEvery = 0): TrainingCase[] => {
  const random = createRandom(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const labels = Object.keys(subjects);
  return Array.from({ length: count }, (_, each) => {
    const subject = pick(labels);
    const words = subjects[subject] ?? [];
    const said = `${pick(frames)} ${pick(words)} ${pick(words)} ${pick(frames)} ${each % 7}`;
    const label = noiseEvery > 0 && each % noiseEvery === 0 ? pick(labels) : subject;
    return { texts: text(said), label };
  });
};

const options = { precisionTarget: 0.95, confidence: 0.9, seed: 7 };
const learned = trainClassifier(sentences(300), options);

describe('a classifier', () => {
  it('learns what tells labels apart and answers new sentences', () => {
    const { model, evaluation } = learned;
    const fresh = sentences(200, 11);
    const right = fresh.filter(({ texts, label }) => {
      const answer = classify(model, texts);
      return answer.label === label && answer.declined === null;
    });
    expect(right.length).toBeGreaterThan(190);
    expect(evaluation).toMatchObject({ cases: 300, labels: 3, seed: 7, precisionTarget: 0.95 });
    expect(evaluation.accuracy).toBeGreaterThan(0.95);
    expect(evaluation.answeredRight / evaluation.answered).toBeGreaterThanOrEqual(0.95);
  });

  it('gives the same model for the same cases and seed, and another for another seed', () => {
    const again = trainClassifier(sentences(300), options);
    expect(serialiseModel(again.model)).toEqual(serialiseModel(learned.model));
    expect(again.evaluation).toEqual(learned.evaluation);
    const other = trainClassifier(sentences(300), { ...options, seed: 8 });
    expect(serialiseModel(other.model)).not.toEqual(serialiseModel(learned.model));
  });

  it('declines what is unlike anything it learned, whatever its probability', () => {
    const strange = ['What is the weather in Lisbon?', 'asdf qwer zxcv', '今天天气怎么样', '????', '', 'Ωμέγα'];
    for (const each of strange) expect(classify(learned.model, text(each)).declined).not.toBeNull();
  });

  it('declines everything where labels do not follow from the text', () => {
    const random = createRandom(5);
    const coin = sentences(200).map(({ texts }) => ({ texts, label: random() < 0.5 ? 'heads' : 'tails' }));
    const { model, evaluation } = trainClassifier(coin, options);
    expect(evaluation.answered).toBeLessThan(20);
    expect(classify(model, coin[0]?.texts ?? []).probability).toBeLessThanOrEqual(1);
  });

  it('is not far off in what it is sure of when a fifth of the labels was drawn at random', () => {
    const { evaluation } = trainClassifier(sentences(900, 3, 5), options);
    expect(evaluation.calibrationError).toBeLessThan(0.15);
    expect(evaluation.accuracy).toBeGreaterThan(0.8);
    expect(evaluation.accuracy).toBeLessThan(0.95);
  });

  it('never tests a wording with a model that has seen it', () => {
    const twice = sentences(60).flatMap(({ texts, label }) => [
      { texts, label },
      { texts: texts.map(({ field, text: said }) => ({ field, text: `  ${said.toUpperCase()}! ` })), label },
    ]);
    const wordings = twice.map(({ texts }) => wordingOf(texts));
    const folds = foldOf(wordings, new Int32Array(twice.length), 4);
    for (let each = 0; each < twice.length; each += 2) expect(folds[each]).toBe(folds[each + 1]);
  });

  it('refuses to learn from one label only', () => {
    const same = sentences(30).map(({ texts }) => ({ texts, label: 'only' }));
    expect(() => trainClassifier(same, options)).toThrow(/nothing to tell apart/);
  });

  it('tells fields apart', () => {
    const cases = Array.from({ length: 80 }, (_, each) => ({
      texts: textsOf({ from: each % 2 === 0 ? 'alice' : 'robert', to: each % 2 === 0 ? 'robert' : 'alice' }),
      label: each % 2 === 0 ? 'outgoing' : 'incoming',
    }));
    const { model } = trainClassifier(cases, options);
    expect(classify(model, textsOf({ from: 'alice', to: 'robert' })).label).toBe('outgoing');
    expect(classify(model, textsOf({ from: 'robert', to: 'alice' })).label).toBe('incoming');
  });
});

describe('a stored model', () => {
  it('answers as the one that was stored', () => {
    const stored = serialiseModel(learned.model);
    const model = parseModel(stored);
    expect(serialiseModel(model)).toEqual(stored);
    for (const { texts } of sentences(50, 17)) {
      const [before, after] = [classify(learned.model, texts), classify(model, texts)];
      expect(after.label).toBe(before.label);
      expect(after.probability).toBeCloseTo(before.probability, 1);
    }
  });

  it('is read from anywhere in a larger buffer', () => {
    const stored = serialiseModel(learned.model);
    const pool = Buffer.alloc(stored.length + 10);
    pool.set(stored, 3);
    expect(serialiseModel(parseModel(pool.subarray(3, 3 + stored.length)))).toEqual(stored);
  });

  it('is refused with a sentence when it is cut, longer, altered or something else', () => {
    const stored = serialiseModel(learned.model);
    const altered = stored.slice();
    altered[13] = 0xff;
    const wrong = [stored.slice(0, -1), Uint8Array.of(...stored, 0), altered, new Uint8Array(0), new Uint8Array(500)];
    for (const each of wrong) expect(() => parseModel(each)).toThrow(/damaged/);
  });

  it('never reads past its end, whatever bytes it is given', () => {
    const stored = serialiseModel(learned.model);
    const cut = fc.integer({ min: 0, max: 400 });
    fc.assert(
      fc.property(cut, fc.uint8Array({ maxLength: 60 }), (at, bytes) => {
        const changed = stored.slice(0, 2000);
        changed.set(bytes, at);
        expect(() => parseModel(changed)).toThrow(/damaged/);
      }),
      { numRuns: 100 },
    );
  });
});

describe('hostile input', () => {
  it('has bounded features, whatever the text', () => {
    const huge = featuresOf(text('ab cd '.repeat(2_000_000)));
    const long = featuresOf(text('x'.repeat(10_000_000)));
    const many = featuresOf(text(Array.from({ length: 50_000 }, (_, each) => `w${each}`).join(' ')));
    for (const { words, pieces, pairs } of [huge, long, many]) {
      expect(words.hashes.length + pieces.hashes.length + pairs.hashes.length).toBeLessThan(40_000);
    }
  });

  it('classifies any text without an error and with a probability', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (said) => {
        const { probability, knownShare } = classify(learned.model, text(said));
        expect(probability).toBeGreaterThan(0);
        expect(probability).toBeLessThanOrEqual(1);
        expect(knownShare).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 200 },
    );
  });

  it('reads deep, wide and odd inputs within bounds', () => {
    let deep: Record<string, unknown> = { said: 'end' };
    for (let level = 0; level < 50; level += 1) deep = { deeper: deep };
    const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, each) => [`f${each}`, 'x']));
    expect(textsOf(JSON.parse(JSON.stringify(deep)))).toEqual([]);
    expect(textsOf(wide).length).toBe(200);
    expect(textsOf({ amount: 17, isUrgent: true, nothing: null, list: ['a', 'b'] })).toEqual([
      { field: 'amount', text: 'plus1 17' },
      { field: 'isUrgent', text: 'true' },
      { field: 'list', text: 'a' },
      { field: 'list', text: 'b' },
    ]);
  });
});

describe('thresholds and calibration', () => {
  it('answers as much as reaches the precision with confidence, and nothing where nothing does', () => {
    const answers = Array.from({ length: 1000 }, (_, each) => ({ probability: 1 - each / 1000, isRight: each < 700 }));
    const threshold = chooseThreshold(answers, 0.95, 0.9);
    const taken = answers.filter(({ probability }) => probability >= threshold);
    expect(taken.filter(({ isRight }) => isRight).length / taken.length).toBeGreaterThanOrEqual(0.95);
    expect(taken.length).toBeGreaterThan(700);
    expect(
      chooseThreshold(
        answers.map((each) => ({ ...each, isRight: false })),
        0.9,
        0.9,
      ),
    ).toBe(neverAnswers);
    expect(chooseThreshold([{ probability: 1, isRight: true }], 0.9, 0.9)).toBe(neverAnswers);
  });

  it('does not part equal probabilities', () => {
    const equal = Array.from({ length: 100 }, (_, each) => ({ probability: 0.8, isRight: each < 60 }));
    expect(chooseThreshold(equal, 0.9, 0.9)).toBe(neverAnswers);
  });

  it('finds the temperature that scores were multiplied by', () => {
    const random = createRandom(2);
    const heldOut = Array.from({ length: 4000 }, () => {
      const chance = random();
      const score = Math.log(chance / (1 - chance)) * 4;
      return { scores: Float64Array.of(score, 0), right: random() < chance ? 0 : 1 };
    });
    expect(fitTemperature(heldOut)).toBeGreaterThan(3.4);
    expect(fitTemperature(heldOut)).toBeLessThan(4.6);
  });

  it('finds every feature it holds and none it does not', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: 0xffff_ffff }), { maxLength: 200 }), fc.nat(), (hashes, other) => {
        const index = createFeatureIndex(Uint32Array.from(hashes));
        for (const [row, hash] of hashes.entries()) expect(index.rowOf(hash)).toBe(row);
        if (!hashes.includes(other)) expect(index.rowOf(other)).toBe(-1);
      }),
    );
  });
});

describe('a training thread', () => {
  const request = { cases: sentences(120), ...options };

  it('gives what the training gives', async () => {
    const progress: number[] = [];
    const { signal } = new AbortController();
    const done = await trainInThread(request, { signal, onProgress: (share) => progress.push(share) });
    const { model, evaluation } = trainClassifier(request.cases, options);
    expect(done.bytes).toEqual(serialiseModel(model));
    expect(done.evaluation).toEqual(evaluation);
    expect(done.answers).toHaveLength(120);
    expect(progress.at(-1)).toBe(1);
  });

  it('ends at once when it is cancelled, and says why it failed', async () => {
    const cancelling = new AbortController();
    const cancelled = trainInThread({ ...request, cases: sentences(3000) }, cancelling);
    cancelling.abort(new Error('not wanted any more'));
    await expect(cancelled).rejects.toThrow('not wanted any more');
    const { signal } = new AbortController();
    await expect(trainInThread({ ...request, cases: [] }, { signal })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(trainInThread(request, { signal, timeoutMs: 1 })).rejects.toMatchObject({ code: 'limit_exceeded' });
  });
});

const task = (output: object) =>
  taskSpecSchema.parse({
    slug: 'triage',
    name: 'Triage',
    instructions: 'Sort.',
    input: { type: 'object', properties: { text: { type: 'string' } } },
    output,
    dataClass: 'internal',
  });

describe('which tasks a classifier can do', () => {
  it.each([
    [{ type: 'object', properties: { label: { type: 'string', enum: ['a', 'b'] } } }, 'label'],
    [{ type: 'object', properties: { isSpam: { type: 'boolean' }, why: { type: 'string' } } }, 'isSpam'],
    [{ type: 'object', required: ['kind'], properties: { kind: { type: 'string' }, why: { type: 'string' } } }, 'kind'],
  ])('one label in %j', (output, name) => {
    expect(findLabelField(task(output))).toMatchObject({ ok: true, field: { name } });
  });

  it.each([
    [{ type: 'string' }, /not an object/],
    [{ type: 'object', properties: { total: { type: 'number' } } }, /no field that is a choice/],
    [{ type: 'object', properties: { a: { type: 'boolean' }, b: { type: 'boolean' } } }, /several labels \(a, b\)/],
    [
      { type: 'object', required: ['a', 'total'], properties: { a: { type: 'boolean' }, total: { type: 'number' } } },
      /also needs “total”/,
    ],
  ])('and says why not in %j', (output, reason) => {
    const found = findLabelField(task(output));
    expect(found.ok ? '' : found.reason).toMatch(reason);
  });
});
