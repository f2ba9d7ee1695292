import { indicesInside, randomFrom } from './folds.ts';
import {
  combineSums,
  type LinearModel,
  predictLinear,
  predictRidge,
  solveRidge,
  sumRows,
  toLinear,
} from './ridge-regression.ts';
import { textShapeSize } from './text-shape.ts';

/** What the look of a text says about each candidate of the pool, beyond its category. */
export interface ShapeModel {
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  readonly curves: LinearModel;
}

/** Cosines and sines, half of the features each. */
const waveCount = 64;
/** How far apart, in squared deviations, two texts still say something about each other: half of it for each number of the shape. */
const squaredReach = textShapeSize / 2;
const deviationsMax = 4;
/** Cases' worth of “no difference”. */
const penalties = [3, 10, 30, 100];
const parts = 4;

/** The same for ever: they are part of every model. Box and Muller, Annals of Mathematical Statistics 29, 1958. */
const waves: readonly Float64Array[] = (() => {
  const random = randomFrom(1);
  const draw = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Array.from({ length: waveCount }, () =>
    Float64Array.from({ length: textShapeSize }, () => draw() / Math.sqrt(squaredReach)),
  );
})();

type Scale = Pick<ShapeModel, 'means' | 'deviations'>;

const scaleOfShapes = (shapes: readonly (readonly number[])[]): Scale => {
  const meanOf = (pick: (shape: readonly number[]) => number): number =>
    shapes.reduce((sum, shape) => sum + pick(shape), 0) / Math.max(1, shapes.length);
  const places = Array.from({ length: textShapeSize }, (_, at) => at);
  const means = places.map((at) => meanOf((shape) => shape[at] ?? 0));
  const deviations = places.map((at) => Math.sqrt(meanOf((shape) => ((shape[at] ?? 0) - (means[at] ?? 0)) ** 2)) || 1);
  return { means, deviations };
};

/**
 * Shapes as waves of random direction and length: what is linear in them is any smooth function of the shape, as with a Gaussian
 * kernel (Rahimi and Recht, NIPS 2007). How hard an input is neither rises nor falls steadily with its numbers or its length.
 */
const wavesOf = ({ means, deviations }: Scale, shape: readonly number[]): Float64Array => {
  const values = shape.map((value, at) => {
    const distance = (value - (means[at] ?? 0)) / (deviations[at] ?? 1);
    return Math.min(deviationsMax, Math.max(-deviationsMax, distance));
  });
  const features = new Float64Array(2 * waveCount);
  const size = 1 / Math.sqrt(waveCount);
  waves.forEach((wave, each) => {
    let phase = 0;
    for (let at = 0; at < textShapeSize; at += 1) phase += (wave[at] ?? 0) * (values[at] ?? 0);
    features[2 * each] = size * Math.cos(phase);
    features[2 * each + 1] = size * Math.sin(phase);
  });
  return features;
};

/** `targets`: per case one value per candidate. How smooth the curves are is chosen inside the given cases. */
export const fitShapeModel = (shapes: readonly (readonly number[])[], targets: readonly Float64Array[]): ShapeModel => {
  const scale = scaleOfShapes(shapes);
  const features = shapes.map((shape) => wavesOf(scale, shape));
  const rows = { features, targets };
  // Waves keep their size, and what they are learned for is about 0 already: nothing is centred or scaled.
  const plain = {
    means: new Float64Array(2 * waveCount),
    deviations: new Float64Array(2 * waveCount).fill(1),
    centre: new Float64Array(targets[0]?.length ?? 0),
  };
  const held = Array.from({ length: parts }, (_, part) => indicesInside(shapes.length, parts, part));
  const sums = held.map((indices) => sumRows(rows, plain, indices));
  const all = sums.reduce((left, right) => combineSums(left, right, 1));
  const errors = penalties.map((penalty) =>
    sums.reduce((total, part, at) => {
      const without = combineSums(all, part, -1);
      const model = solveRidge(plain, without, penalty / Math.max(1, without.count));
      return (held[at] ?? []).reduce((sum, index) => {
        const predictions = predictRidge(model, features[index] ?? new Float64Array());
        return predictions.reduce((own, value, each) => own + (value - (targets[index]?.[each] ?? 0)) ** 2, sum);
      }, total);
    }, 0),
  );
  const penalty = penalties[errors.indexOf(Math.min(...errors))] ?? 30;
  return { ...scale, curves: toLinear(solveRidge(plain, all, penalty / Math.max(1, all.count))) };
};

/** Per candidate how far its score is above that of the category, by the look of the text. */
export const predictShape = (model: ShapeModel, shape: readonly number[]): Float64Array =>
  predictLinear(model.curves, wavesOf(model, shape));
