import { dataClassSchema, type JsonValue, type TaskSpec } from '@switchyard/domain';
import {
  type DecideRequest,
  type Evidence,
  type InputForecast,
  type LearnedRouter,
  type RoutableSupplier,
  routingPolicySchema,
} from '@switchyard/routing';
import { z } from 'zod';
import type { PackedValue } from '../receipts/pack-values.ts';
import { fillShape, splitRepeating } from '../receipts/split-repeating.ts';
import type { DecisionBasis } from './decision-basis.ts';
import { applyPatch, type StoredBasis } from './pack-basis.ts';
import { type Ground, groundParts } from './split-ground.ts';

const outcomesSchema = z.record(z.string(), z.looseObject({ graded: z.number(), succeeded: z.number() }));

/** Fields beyond those that are needed to read it pass: the digest says that it is as it was written. */
const groundSchema = z.object({
  terms: z.object({
    pinnedRef: z.string().nullable(),
    onlyRef: z.string().nullable(),
    isDowngraded: z.boolean(),
    dataClass: dataClassSchema,
    required: z.array(z.string()),
    router: z.object({ taskId: z.string().nullable(), version: z.string() }).nullable(),
  }),
  task: z.looseObject({ slug: z.string(), maxOutputTokens: z.number(), checks: z.array(z.unknown()) }),
  policy: routingPolicySchema,
  suppliers: z.array(z.looseObject({ slug: z.string(), models: z.array(z.looseObject({ key: z.string() })) })),
  health: z.record(z.string(), z.looseObject({ consecutiveFailures: z.number() })),
  outcomes: outcomesSchema,
  segments: z.record(z.string(), outcomesSchema),
});
export type RestoredGround = z.infer<typeof groundSchema>;

/** The ground of one decision: the snapshot with the receipt's own numbers in it. Throws ZodError for what is none. */
export const restoreGround = (body: Readonly<Record<string, JsonValue>>, { patch }: StoredBasis): RestoredGround => {
  const values: PackedValue[] = [];
  const shapes = groundParts.map((part) => splitRepeating(body[part] ?? null, values));
  const patched = applyPatch(values, patch);
  let at = 0;
  const next = (): PackedValue => patched[at++] ?? '';
  const filled = groundParts.map((part, index) => [part, fillShape(shapes[index] ?? null, next)] as const);
  return groundSchema.parse(Object.fromEntries(filled) as Ground);
};

const forecastOf = ({ features, segment }: StoredBasis): Pick<DecideRequest['facts'], 'forecast'> => {
  if (features === null) return {};
  const forecast: InputForecast = { category: segment, features };
  return { forecast };
};

/** The basis that was stored, ready to be decided again. `learned` is the router that the ground names. */
export const restoreBasis = (
  ground: RestoredGround,
  stored: StoredBasis,
  learned: LearnedRouter | null,
): DecisionBasis => {
  const { terms, task, policy, suppliers, health, outcomes, segments } = ground;
  const { router, required, dataClass, ...said } = terms;
  const { inputTokens, segment } = stored;
  const request: DecideRequest = {
    task: task as unknown as TaskSpec,
    dataClass,
    policy,
    suppliers: suppliers as unknown as readonly RoutableSupplier[],
    health: health as unknown as DecideRequest['health'],
    evidence: {
      outcomes,
      segments,
      ...(router && learned ? { router: { version: router.version, learned } } : {}),
    } as Evidence,
    facts: {
      inputTokens,
      segment,
      requiredCapabilities: required as NonNullable<DecideRequest['facts']['requiredCapabilities']>,
      ...forecastOf(stored),
    },
    now: 0,
  };
  return { request, terms: said, taskId: router?.taskId ?? null };
};
