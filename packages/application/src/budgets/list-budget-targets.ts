import { type Actor, budgetScopes } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';

export const budgetTargetsSchema = z.array(z.object({ scope: z.enum(budgetScopes), id: z.string(), name: z.string() }));

const namesMax = 200;

/** What a budget can be of, by name: for choosing. */
export const listBudgetTargets = async (app: App, actor: Actor): Promise<z.infer<typeof budgetTargetsSchema>> => {
  authorise(actor, 'budgets.manage');
  return app.db.queryOnce(
    tenant(actor),
    `(SELECT 'workflow' AS scope, id, name FROM workflow WHERE organisation_id = $1 AND archived_at IS NULL ORDER BY name LIMIT ${namesMax})
     UNION ALL (SELECT 'task', id, name FROM task WHERE organisation_id = $1 AND archived_at IS NULL ORDER BY name LIMIT ${namesMax})
     UNION ALL (SELECT 'supplier', id, name FROM supplier WHERE organisation_id = $1 AND removed_at IS NULL ORDER BY name LIMIT ${namesMax})
     UNION ALL (SELECT 'api_key', id, name FROM api_key WHERE organisation_id = $1 AND revoked_at IS NULL ORDER BY name LIMIT ${namesMax})
     UNION ALL (SELECT 'person', id, name FROM app_user WHERE organisation_id = $1 AND is_active ORDER BY name LIMIT ${namesMax})`,
    [actor.organisationId],
  );
};
