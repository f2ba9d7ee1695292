import type { Tx } from '@switchyard/db';
import { type BudgetScope, DomainError, type OrganisationId } from '@switchyard/domain';

/** Where the things that a budget can be of are, and what people call them. */
const tables: Record<Exclude<BudgetScope, 'organisation'>, string> = {
  workflow: 'workflow',
  task: 'task',
  supplier: 'supplier',
  api_key: 'api_key',
  person: 'app_user',
};

/** SQL for the name of what budget `b` is of; empty for the organisation. */
export const targetLabel = `coalesce(CASE b.scope
  ${Object.entries(tables)
    .map(([scope, table]) => `WHEN '${scope}' THEN (SELECT name FROM ${table} t WHERE t.id = b.target_id)`)
    .join('\n  ')} END, '')`;

/** What people call the thing that a budget is to be of. Throws `not_found`, also for another organisation's. */
export const getTargetLabel = async (
  tx: Tx,
  organisationId: OrganisationId,
  { scope, targetId }: { readonly scope: BudgetScope; readonly targetId: string | null },
): Promise<string> => {
  if (scope === 'organisation') return '';
  const [row] = await tx.query<{ name: string }>(
    `SELECT name FROM ${tables[scope]} WHERE organisation_id = $1 AND id = $2`,
    [organisationId, targetId],
  );
  if (row) return row.name;
  throw new DomainError('not_found', 'What the budget is to be of does not exist, or no longer.');
};
