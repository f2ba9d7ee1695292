import type { ClassifierVersionView } from '@switchyard/application';

/** `0.9243` → `92.4 %`. */
export const percent = (share: number): string => `${(Math.round(share * 1000) / 10).toFixed(1)} %`;

export const count = (value: number): string => value.toLocaleString('en-US');

/** A threshold above 1 is never reached. */
export const thresholdWord = (threshold: number): string => (threshold > 1 ? 'answers nothing' : percent(threshold));

export const coverageOf = ({ evaluation }: ClassifierVersionView): number =>
  evaluation.cases === 0 ? 0 : evaluation.answered / evaluation.cases;

/** Of what was answered; null where nothing was. */
export const precisionOf = ({ evaluation }: ClassifierVersionView): number | null =>
  evaluation.answered === 0 ? null : evaluation.answeredRight / evaluation.answered;

export const showBytes = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
