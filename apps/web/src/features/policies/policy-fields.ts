import type { PolicyDetail } from '@switchyard/application';

export type Rules = PolicyDetail['base'];

/** The form's own copy of the rules: numbers as they are typed. */
export interface Fields {
  readonly isRelative: boolean;
  readonly reference: string;
  readonly sharePercent: string;
  readonly confidencePercent: string;
  readonly residencies: string;
  readonly latencyMs: string;
  readonly errorPercent: string;
  readonly feedbackRetries: string;
  readonly transientRetries: string;
  readonly allowsUnproven: boolean;
  readonly allowsLearned: boolean;
}

const percentOf = (share: number): string => String(Math.round(share * 1000) / 10);
const orEmpty = (value: number | null): string => (value === null ? '' : String(value));

export const fieldsOf = (rules: Rules): Fields => ({
  isRelative: rules.quality.kind === 'relative',
  reference: rules.quality.kind === 'relative' ? rules.quality.reference : '',
  sharePercent: rules.quality.kind === 'relative' ? percentOf(rules.quality.share) : '95',
  confidencePercent: percentOf(rules.confidence),
  residencies: rules.residencies.join(', '),
  latencyMs: orEmpty(rules.latencyP95MsMax),
  errorPercent: rules.errorRateMax === null ? '' : percentOf(rules.errorRateMax),
  feedbackRetries: String(rules.feedbackRetries),
  transientRetries: String(rules.transientRetries),
  allowsUnproven: rules.allowsUnprovenBehindChecks,
  allowsLearned: rules.allowsLearnedPlans,
});

const numberOr = (text: string, otherwise: number | null): number | null =>
  text.trim() === '' ? otherwise : Number(text);

/** The rules with what was typed. What is no number becomes NaN, which the server refuses with a sentence. */
export const rulesOf = (before: Rules, fields: Fields): Rules => {
  const errors = numberOr(fields.errorPercent, null);
  return {
    ...before,
    quality: fields.isRelative
      ? { kind: 'relative', share: Number(fields.sharePercent) / 100, reference: fields.reference.trim() }
      : { kind: 'task' },
    confidence: Number(fields.confidencePercent) / 100,
    residencies: fields.residencies.split(/[\s,]+/).filter(Boolean),
    latencyP95MsMax: numberOr(fields.latencyMs, null),
    errorRateMax: errors === null ? null : errors / 100,
    feedbackRetries: Number(fields.feedbackRetries),
    transientRetries: Number(fields.transientRetries),
    allowsUnprovenBehindChecks: fields.allowsUnproven,
    allowsLearnedPlans: fields.allowsLearned,
  };
};
