import { z } from 'zod';

const share = z.number().min(0).max(1);

/**
 * What is known of a version from inputs it had not seen: each case was answered by a model that was trained without it (cross-validation).
 * The version itself is trained on all cases, so it is at least as good in expectation.
 */
export const classifierEvaluationSchema = z.object({
  v: z.literal(1),
  cases: z.int().min(0),
  labels: z.int().min(0),
  folds: z.int().min(2),
  seed: z.int(),
  /** SHA-256 over the cases, hex: the same digest and seed give the same version. */
  dataDigest: z.string(),
  /** What the threshold was chosen for: precision of what is answered, at this one-sided confidence. */
  precisionTarget: share,
  confidence: share,
  /** Above 1: no threshold reaches the target, so it declines everything. */
  threshold: z.number(),
  noveltyFloor: share,
  temperature: z.number(),
  /** Share of all cases whose most probable label is right. */
  accuracy: share,
  answered: z.int().min(0),
  answeredRight: z.int().min(0),
  /** Mean distance between stated probability and share of right answers, over ten bins. */
  calibrationError: share,
  logLoss: z.number(),
  /** What other thresholds would give, highest first: for the curve. */
  curve: z.array(z.object({ threshold: z.number(), coverage: share, precision: share })),
  reliability: z.array(z.object({ from: share, cases: z.int(), meanProbability: share, accuracy: share })),
  /** Labels with the most errors, and what they were taken for. */
  worst: z.array(
    z.object({
      label: z.string(),
      cases: z.int(),
      right: z.int(),
      takenFor: z.array(z.object({ label: z.string(), cases: z.int() })),
    }),
  ),
  features: z.int(),
  /** Of the stored model. */
  bytes: z.int(),
  /** Of the worker thread, wall clock. */
  trainedMs: z.int(),
});
export type ClassifierEvaluation = z.infer<typeof classifierEvaluationSchema>;
