/** Linear models of several targets over the same standardised features. */
export interface RidgeRegression {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
  /** Per target: one weight per feature, then the mean of the target. */
  readonly weights: readonly Float64Array[];
}

export interface RidgeRows {
  readonly features: readonly Float64Array[];
  /** Per row: one value per target. */
  readonly targets: readonly Float64Array[];
}

/** A + λI = L·Lᵀ; solves for each column of `right` in place. Source: Golub and Van Loan, Matrix Computations, 4.2. */
const solveCholesky = (matrix: Float64Array[], right: Float64Array[]): void => {
  const size = matrix.length;
  for (let row = 0; row < size; row += 1) {
    const own = matrix[row] ?? new Float64Array();
    for (let column = 0; column <= row; column += 1) {
      const other = matrix[column] ?? own;
      let sum = own[column] ?? 0;
      for (let at = 0; at < column; at += 1) sum -= (own[at] ?? 0) * (other[at] ?? 0);
      own[column] = row === column ? Math.sqrt(Math.max(sum, 1e-12)) : sum / (other[column] ?? 1);
    }
  }
  for (const values of right) {
    for (let row = 0; row < size; row += 1) {
      let sum = values[row] ?? 0;
      for (let at = 0; at < row; at += 1) sum -= (matrix[row]?.[at] ?? 0) * (values[at] ?? 0);
      values[row] = sum / (matrix[row]?.[row] ?? 1);
    }
    for (let row = size - 1; row >= 0; row -= 1) {
      let sum = values[row] ?? 0;
      for (let at = row + 1; at < size; at += 1) sum -= (matrix[at]?.[row] ?? 0) * (values[at] ?? 0);
      values[row] = sum / (matrix[row]?.[row] ?? 1);
    }
  }
};

/** Features are shares, logarithms and counts of about 1. */
const deviationMin = 1e-9;

const momentsOf = (rows: readonly Float64Array[]): { means: Float64Array; deviations: Float64Array } => {
  const size = rows[0]?.length ?? 0;
  const means = new Float64Array(size);
  const deviations = new Float64Array(size);
  for (const row of rows) for (let at = 0; at < size; at += 1) means[at] = (means[at] ?? 0) + (row[at] ?? 0);
  for (let at = 0; at < size; at += 1) means[at] = (means[at] ?? 0) / rows.length;
  for (const row of rows) {
    for (let at = 0; at < size; at += 1) {
      deviations[at] = (deviations[at] ?? 0) + ((row[at] ?? 0) - (means[at] ?? 0)) ** 2;
    }
  }
  // A feature that never varies, but for how sums are rounded, gets deviation 1 and stays at 0.
  const deviationOf = (sum: number): number => {
    const deviation = Math.sqrt(sum / rows.length);
    return deviation > deviationMin ? deviation : 1;
  };
  return { means, deviations: deviations.map(deviationOf) };
};

const standardise = (row: Float64Array, means: Float64Array, deviations: Float64Array): Float64Array =>
  row.map((value, at) => (value - (means[at] ?? 0)) / (deviations[at] ?? 1));

/** Common scale of all rows, so that sums over parts of them can be added and taken away. */
export interface RidgeScale {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
  readonly centre: Float64Array;
}

export const scaleOf = ({ features, targets }: RidgeRows): RidgeScale => ({
  ...momentsOf(features),
  centre: momentsOf(targets).means,
});

/** Sums over some rows: everything that fitting needs of them. */
export interface RidgeSums {
  readonly count: number;
  readonly gram: readonly Float64Array[];
  readonly right: readonly Float64Array[];
}

export const sumRows = ({ features, targets }: RidgeRows, scale: RidgeScale, indices: readonly number[]): RidgeSums => {
  const { means, deviations, centre } = scale;
  const size = means.length;
  const gram = Array.from({ length: size }, () => new Float64Array(size));
  const right = Array.from({ length: centre.length }, () => new Float64Array(size));
  for (const index of indices) {
    const values = standardise(features[index] ?? means, means, deviations);
    const target = targets[index] ?? centre;
    for (let at = 0; at < size; at += 1) {
      const value = values[at] ?? 0;
      if (value === 0) continue;
      const line = gram[at] ?? values;
      for (let other = 0; other <= at; other += 1) line[other] = (line[other] ?? 0) + value * (values[other] ?? 0);
      for (let each = 0; each < centre.length; each += 1) {
        const column = right[each] ?? values;
        column[at] = (column[at] ?? 0) + value * ((target[each] ?? 0) - (centre[each] ?? 0));
      }
    }
  }
  return { count: indices.length, gram, right };
};

const combine = (left: Float64Array, right: Float64Array | undefined, sign: number): Float64Array =>
  left.map((value, at) => value + sign * (right?.[at] ?? 0));

/** `sign` 1 adds the sums of other rows, −1 takes them away again. */
export const combineSums = (left: RidgeSums, right: RidgeSums, sign: 1 | -1): RidgeSums => ({
  count: left.count + sign * right.count,
  gram: left.gram.map((line, at) => combine(line, right.gram[at], sign)),
  right: left.right.map((column, at) => combine(column, right.right[at], sign)),
});

/**
 * Least squares with `penalty` per row on standardised features (Hoerl and Kennard, Technometrics 12, 1970).
 * One factorisation serves all targets.
 */
export const solveRidge = (
  { means, deviations, centre }: RidgeScale,
  sums: RidgeSums,
  penalty: number,
): RidgeRegression => {
  const gram = sums.gram.map((line) => Float64Array.from(line));
  const right = sums.right.map((column) => Float64Array.from(column));
  gram.forEach((line, at) => {
    line[at] = (line[at] ?? 0) + penalty * sums.count;
  });
  solveCholesky(gram, right);
  const weights = right.map((column, each) => Float64Array.from([...column, centre[each] ?? 0]));
  return { means, deviations, weights };
};

/** The same models without their scale: per target one weight per feature as it is, then what is added. 32 bits are plenty. */
export type LinearModel = readonly Float32Array[];

export const toLinear = ({ means, deviations, weights }: RidgeRegression): LinearModel =>
  weights.map((column) => {
    const own = Float64Array.from(means, (_, at) => (column[at] ?? 0) / (deviations[at] ?? 1));
    const constant = own.reduce((sum, weight, at) => sum - weight * (means[at] ?? 0), column[means.length] ?? 0);
    return Float32Array.from([...own, constant]);
  });

/** One prediction per target. */
export const predictLinear = (model: LinearModel, row: Float64Array): Float64Array =>
  Float64Array.from(model, (column) => {
    let sum = column[row.length] ?? 0;
    for (let at = 0; at < row.length; at += 1) sum += (column[at] ?? 0) * (row[at] ?? 0);
    return sum;
  });

/** One prediction per target. */
export const predictRidge = ({ means, deviations, weights }: RidgeRegression, row: Float64Array): Float64Array => {
  const predictions = new Float64Array(weights.length);
  for (let each = 0; each < weights.length; each += 1) {
    const column = weights[each] ?? means;
    let sum = column[means.length] ?? 0;
    for (let at = 0; at < means.length; at += 1) {
      sum += ((column[at] ?? 0) * ((row[at] ?? 0) - (means[at] ?? 0))) / (deviations[at] ?? 1);
    }
    predictions[each] = sum;
  }
  return predictions;
};
