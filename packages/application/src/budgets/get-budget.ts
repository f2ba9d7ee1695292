import { type Actor, budgetIdSchema, DomainError } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { budgetViewSchema, listBudgetViews } from './budget-view.ts';

export const getBudgetInput = z.object({ id: budgetIdSchema });

const periodSchema = z.object({
  id: z.string(),
  /** Day, month, or id of the run. */
  key: z.string(),
  startsAt: z.iso.datetime(),
  capMicroUsd: z.int(),
  spentMicroUsd: z.int(),
  unknownMicroUsd: z.int(),
});

const entrySchema = z.object({
  id: z.string(),
  kind: z.enum(['top_up', 'unknown', 'correction', 'overrun']),
  amountMicroUsd: z.int(),
  /** Day, month, or id of the run. */
  period: z.string(),
  note: z.string(),
  at: z.iso.datetime(),
});

export const budgetDetailSchema = z.object({
  budget: budgetViewSchema,
  /** Newest first. */
  periods: z.array(periodSchema),
  /** What is not a plain settlement, newest first: top-ups, what became unknown, its corrections. */
  entries: z.array(entrySchema),
});
export type BudgetDetail = z.infer<typeof budgetDetailSchema>;

const rowsMax = 50;

type Row<Schema extends z.ZodType, Times extends string> = Omit<z.infer<Schema>, Times> & Record<Times, Date>;

/** One budget with its history. Throws `not_found`. */
export const getBudget = async (app: App, actor: Actor, raw: z.input<typeof getBudgetInput>): Promise<BudgetDetail> => {
  authorise(actor, 'budgets.read');
  const { id } = getBudgetInput.parse(raw);
  const { organisationId } = actor;
  return app.db.transaction(tenant(actor), async (tx) => {
    const [[budget], periods, entries] = await Promise.all([
      listBudgetViews(tx, organisationId, id),
      tx.query<Row<typeof periodSchema, 'startsAt'>>(
        `SELECT p.id, p.key, p.starts_at AS "startsAt", b.cap_micro_usd + p.extra_micro_usd AS "capMicroUsd",
                p.spent_micro_usd AS "spentMicroUsd", p.unknown_micro_usd AS "unknownMicroUsd"
         FROM budget_period p JOIN budget b ON b.id = p.budget_id
         WHERE p.organisation_id = $1 AND p.budget_id = $2 ORDER BY p.id DESC LIMIT ${rowsMax}`,
        [organisationId, id],
      ),
      tx.query<Row<typeof entrySchema, 'at'>>(
        `SELECT e.id, e.kind, e.amount_micro_usd AS "amountMicroUsd", p.key AS period, e.note, e.at
         FROM budget_entry e JOIN budget_period p ON p.id = e.period_id
         WHERE e.organisation_id = $1 AND e.budget_id = $2 ORDER BY e.id DESC LIMIT ${rowsMax}`,
        [organisationId, id],
      ),
    ]);
    if (!budget) throw new DomainError('not_found', 'This budget does not exist, or no longer.');
    return {
      budget,
      periods: periods.map((row) => ({ ...row, startsAt: row.startsAt.toISOString() })),
      entries: entries.map((row) => ({ ...row, at: row.at.toISOString() })),
    };
  });
};
