import { newId, type Tx } from '@switchyard/db';
import {
  type Actor,
  type BudgetId,
  type BudgetSpec,
  budgetIdSchema,
  budgetSpecSchema,
  DomainError,
  type OrganisationId,
} from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { getTargetLabel } from './budget-target.ts';
import { sayTerms } from './budget-words.ts';
import { forgetBudgets } from './known-budgets.ts';

export const createBudgetInput = z.object({
  /** Chosen by whoever asks, so that asking again sets no second one. */
  id: budgetIdSchema.optional(),
  spec: budgetSpecSchema,
});
export const updateBudgetInput = z.object({
  id: budgetIdSchema,
  spec: budgetSpecSchema,
  /** The revision the change builds upon. */
  revision: z.int().min(1),
});
export const savedBudgetSchema = z.object({ id: budgetIdSchema, revision: z.int() });
export type SavedBudget = z.infer<typeof savedBudgetSchema>;

/**
 * Sets a budget. It holds for calls that begin from now on, within a second in other processes, and counts nothing that was
 * spent before. Asked again under an `id` of one's choice, it answers with the budget that is there. Throws `not_found` when what
 * it is of does not exist, `conflict` for an id that stands for another budget.
 */
export const createBudget = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof createBudgetInput>,
): Promise<SavedBudget> => {
  authorise(actor, 'budgets.manage');
  const { id = newId<BudgetId>(), spec } = createBudgetInput.parse(raw);
  const { organisationId } = actor;
  const saved = await inTransaction(app, tenant(actor), async (tx) => {
    const label = await getTargetLabel(tx, organisationId, spec);
    const [row] = await tx.query<SavedBudget>(
      `INSERT INTO budget (id, organisation_id, name, scope, target_id, period, cap_micro_usd, is_hard, warn_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING RETURNING id, revision`,
      [id, organisationId, spec.name, spec.scope, spec.targetId, spec.period, ...termsOf(spec), app.now()],
    );
    if (!row) return requireSame(tx, organisationId, id, spec);
    await appendAudit(tx, actor, app.now(), {
      type: 'budget.created',
      target: { id: row.id, label: spec.name },
      payload: { terms: sayTerms(spec, label) },
    });
    return row;
  });
  forgetBudgets(app, organisationId);
  return saved;
};

/** What was set under this id before, as long as it is the budget that is asked for now. */
const requireSame = async (tx: Tx, organisationId: OrganisationId, id: BudgetId, spec: BudgetSpec) => {
  const [there] = await tx.query<SavedBudget>(
    `SELECT id, revision FROM budget
     WHERE organisation_id = $1 AND id = $2 AND name = $3 AND scope = $4 AND target_id IS NOT DISTINCT FROM $5 AND period = $6
       AND removed_at IS NULL`,
    [organisationId, id, spec.name, spec.scope, spec.targetId, spec.period],
  );
  if (there) return there;
  throw new DomainError('conflict', 'A budget was set under this id before. Look at the list before you set another.');
};

const termsOf = ({ capMicroUsd, isHard, warnAt }: BudgetSpec) => [capMicroUsd, isHard, warnAt] as const;

/**
 * Changes name, cap, kind and thresholds. What it is of, and its period, stay: what was counted would mean something else. A
 * lowered cap takes nothing back from calls under way. Throws `conflict` when somebody changed it since `revision`,
 * `not_permitted_now` for another period or another thing.
 */
export const updateBudget = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof updateBudgetInput>,
): Promise<SavedBudget> => {
  authorise(actor, 'budgets.manage');
  const { id, spec, revision } = updateBudgetInput.parse(raw);
  const { organisationId } = actor;
  const saved = await inTransaction(app, tenant(actor), async (tx) => {
    const [old] = await tx.query<{ scope: string; target_id: string | null; period: string; revision: number }>(
      `SELECT scope, target_id, period, revision FROM budget
       WHERE organisation_id = $1 AND id = $2 AND removed_at IS NULL FOR UPDATE`,
      [organisationId, id],
    );
    if (!old) throw new DomainError('not_found', 'This budget does not exist, or no longer.');
    if (old.revision !== revision) {
      throw new DomainError('conflict', 'Somebody changed this budget meanwhile. Look at it again, then save.');
    }
    if (old.scope !== spec.scope || old.target_id !== spec.targetId || old.period !== spec.period) {
      throw new DomainError(
        'not_permitted_now',
        'What a budget is of, and its period, stay. Set another budget instead.',
      );
    }
    await tx.execute(
      `UPDATE budget SET name = $3, cap_micro_usd = $4, is_hard = $5, warn_at = $6, updated_at = $7, revision = revision + 1
       WHERE organisation_id = $1 AND id = $2`,
      [organisationId, id, spec.name, ...termsOf(spec), app.now()],
    );
    await appendAudit(tx, actor, app.now(), {
      type: 'budget.updated',
      target: { id, label: spec.name },
      payload: { terms: sayTerms(spec, await getTargetLabel(tx, organisationId, spec).catch(() => '')) },
    });
    return { id, revision: revision + 1 };
  });
  forgetBudgets(app, organisationId);
  return saved;
};
