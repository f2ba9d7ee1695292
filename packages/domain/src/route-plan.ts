import { z } from 'zod';

/** One answer a learned plan may end with: its predicted value, and how each number observed changes it. */
const planOptionSchema = z.object({ ref: z.string(), value: z.number(), slopes: z.array(z.number()) });

const planStageSchema = z.object({
  probes: z.array(z.string()).min(1),
  usesAgreement: z.boolean(),
  /** Usual ln(1 + output tokens) of each probe. */
  usualLengths: z.array(z.number()),
  options: z.array(planOptionSchema).min(1),
});
/** Who has answered, and what each of their answers, or one more, is worth by what was seen of them. */
export type PlanStage = z.infer<typeof planStageSchema>;

/**
 * What was learned to do with one input: ask the probes, see how long their answers are and whether they agree, then take the
 * option with the highest value. Everything that choosing needs is in it, so the choice can be made again from a receipt.
 */
export const routePlanSchema = planStageSchema.extend({
  options: z
    .array(
      planOptionSchema.extend({
        /** Once this option was asked and has answered too: all answers are weighed again, and one more may be asked. */
        followUp: planStageSchema.exactOptional(),
      }),
    )
    .min(1),
});
export type RoutePlan = z.infer<typeof routePlanSchema>;
