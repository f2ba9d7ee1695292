import type { Actor } from '@switchyard/domain';
import { z } from 'zod';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';

/** What there is already. */
export const firstStepsSchema = z.object({
  hasSupplier: z.boolean(),
  hasTask: z.boolean(),
  hasWorkflow: z.boolean(),
  /** Somebody besides the one who set it up. */
  hasColleague: z.boolean(),
});

/** What a new organisation has done of what comes before its first run; null once there has been one. */
export const findFirstSteps = async (app: App, actor: Actor): Promise<z.infer<typeof firstStepsSchema> | null> => {
  const [row] = await app.db.queryOnce<z.infer<typeof firstStepsSchema>>(
    tenant(actor),
    `SELECT EXISTS (SELECT 1 FROM supplier WHERE organisation_id = $1) AS "hasSupplier",
            EXISTS (SELECT 1 FROM task WHERE organisation_id = $1) AS "hasTask",
            EXISTS (SELECT 1 FROM workflow WHERE organisation_id = $1) AS "hasWorkflow",
            (SELECT count(*) > 1 FROM app_user WHERE organisation_id = $1) AS "hasColleague"
     WHERE NOT EXISTS (SELECT 1 FROM run WHERE organisation_id = $1)`,
    [actor.organisationId],
  );
  return row ?? null;
};
