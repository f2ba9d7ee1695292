export * from './agreement.ts';
export * from './compare-pairs.ts';
export * from './drift.ts';
export * from './grade-answer.ts';
export * from './judge.ts';
export type { Interval } from './paired-interval.ts';
