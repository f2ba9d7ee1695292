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
  readonly worsePercent: string;
  readonly transientRetries: string;
  readonly allowsUnproven: boolean;
  readonly allowsLearned: boolean;
  readonly waitsAtLimit: boolean;
  readonly workSeconds: string;
  readonly isReused: boolean;
  readonly reuseMinutes: string;
  readonly reusesVaried: boolean;
  readonly hedge: 'never' | 'ms' | 'p95';
  readonly hedgeMs: string;
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
  worsePercent: rules.worseMax === null ? '' : percentOf(rules.worseMax),
  transientRetries: String(rules.transientRetries),
  allowsUnproven: rules.allowsUnprovenBehindChecks,
  allowsLearned: rules.allowsLearnedPlans,
  waitsAtLimit: rules.waitsAtSupplyLimit,
  workSeconds: rules.workMsMax === null ? '' : String(rules.workMsMax / 1000),
  isReused: rules.cache !== null,
  reuseMinutes: String((rules.cache?.lifetimeS ?? 3600) / 60),
  reusesVaried: rules.cache?.allowsVaried ?? false,
  hedge: rules.hedge?.after ?? 'never',
  hedgeMs: rules.hedge?.after === 'ms' ? String(rules.hedge.ms) : '2000',
});

const hedgeOf = ({ hedge, hedgeMs }: Fields): Rules['hedge'] => {
  if (hedge === 'never') return null;
  return hedge === 'ms' ? { after: 'ms', ms: Number(hedgeMs) } : { after: 'p95' };
};

const cacheOf = ({ isReused, reuseMinutes, reusesVaried }: Fields): Rules['cache'] =>
  isReused ? { lifetimeS: Math.round(Number(reuseMinutes) * 60), allowsVaried: reusesVaried } : null;

const numberOr = (text: string, otherwise: number | null): number | null =>
  text.trim() === '' ? otherwise : Number(text);

/** The rules with what was typed. What is no number becomes NaN, which the server refuses with a sentence. */
export const rulesOf = (before: Rules, fields: Fields): Rules => {
  const errors = numberOr(fields.errorPercent, null);
  const worse = numberOr(fields.worsePercent, null);
  const seconds = numberOr(fields.workSeconds, null);
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
    worseMax: worse === null ? null : worse / 100,
    transientRetries: Number(fields.transientRetries),
    allowsUnprovenBehindChecks: fields.allowsUnproven,
    allowsLearnedPlans: fields.allowsLearned,
    waitsAtSupplyLimit: fields.waitsAtLimit,
    workMsMax: seconds === null ? null : Math.round(seconds * 1000),
    cache: cacheOf(fields),
    hedge: hedgeOf(fields),
  };
};

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly isWhole?: boolean;
  readonly mayBeEmpty?: boolean;
}

const bounds: Partial<Record<keyof Fields, Bounds>> = {
  sharePercent: { min: 0, max: 100 },
  confidencePercent: { min: 50, max: 99.9 },
  latencyMs: { min: 1, max: 600_000, isWhole: true, mayBeEmpty: true },
  errorPercent: { min: 0, max: 100, mayBeEmpty: true },
  worsePercent: { min: 0, max: 50, mayBeEmpty: true },
  feedbackRetries: { min: 0, max: 5, isWhole: true },
  transientRetries: { min: 0, max: 5, isWhole: true },
  workSeconds: { min: 0.1, max: 3600, mayBeEmpty: true },
  reuseMinutes: { min: 0.01, max: 43_200 },
  hedgeMs: { min: 1, max: 600_000, isWhole: true },
};

/** Fields that count only while something else is chosen. */
const isUnused: Partial<Record<keyof Fields, (fields: Fields) => boolean>> = {
  sharePercent: ({ isRelative }) => !isRelative,
  reuseMinutes: ({ isReused }) => !isReused,
  hedgeMs: ({ hedge }) => hedge !== 'ms',
};

/** What is wrong with what was typed in a field, to stand beneath it; undefined when it can be saved. */
export const problemOf = (fields: Fields, key: keyof Fields): string | undefined => {
  const [text, bound] = [String(fields[key]).trim(), bounds[key]];
  if (!bound || isUnused[key]?.(fields) || (text === '' && bound.mayBeEmpty)) return undefined;
  const value = Number(text);
  const fits = text !== '' && value >= bound.min && value <= bound.max && (!bound.isWhole || Number.isInteger(value));
  return fits ? undefined : `Enter a ${bound.isWhole ? 'whole number' : 'number'} from ${bound.min} to ${bound.max}.`;
};

/** Whether everything can be saved that was typed. */
export const isSavable = (fields: Fields): boolean =>
  (!fields.isRelative || fields.reference.trim() !== '') &&
  Object.keys(bounds).every((key) => problemOf(fields, key as keyof Fields) === undefined);
