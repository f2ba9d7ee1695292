import type { Tx } from '@switchyard/db';
import type { Actor } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';

export const getSpendInput = z.object({ days: z.int().min(1).max(366).default(30) });

const amountSchema = z.object({
  /** Attempts, not receipts: an answer that failed its checks was paid for too. */
  attempts: z.int(),
  costMicroUsd: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int(),
});

const shareSchema = amountSchema.extend({ key: z.string(), label: z.string(), isSimulated: z.boolean() });
export type SpendShare = z.infer<typeof shareSchema>;

export const spendSchema = z.object({
  /** First and last day of the period, ISO dates in UTC. */
  from: z.iso.date(),
  to: z.iso.date(),
  /** Real money. What the simulator would have cost is never added to it. */
  real: amountSchema,
  simulated: amountSchema,
  days: z.array(z.object({ day: z.iso.date(), realMicroUsd: z.int(), simulatedMicroUsd: z.int() })),
  bySupplier: z.array(shareSchema),
  byTask: z.array(shareSchema),
  byWorkflow: z.array(shareSchema),
});
export type Spend = z.infer<typeof spendSchema>;

const amounts = `sum(s.receipts)::int AS attempts, sum(s.cost_micro_usd)::bigint AS "costMicroUsd",
  sum(s.input_tokens)::bigint AS "inputTokens", sum(s.output_tokens)::bigint AS "outputTokens"`;

/** How each table names a row. Constants, never input. */
const groupings = {
  supplier: {
    key: `s.supplier_slug || CASE WHEN s.model_key = '' THEN '' ELSE '/' || s.model_key END`,
    label: `coalesce(max(p.name), s.supplier_slug) || CASE WHEN s.model_key = '' THEN '' ELSE ' ' || s.model_key END`,
    join: 'LEFT JOIN supplier p ON p.organisation_id = s.organisation_id AND p.slug = s.supplier_slug',
    group: 's.supplier_slug, s.model_key',
  },
  task: {
    key: 's.task_slug',
    label: 'coalesce(max(t.name), s.task_slug)',
    join: 'LEFT JOIN task t ON t.organisation_id = s.organisation_id AND t.slug = s.task_slug',
    group: 's.task_slug',
  },
  workflow: {
    key: 's.workflow_id::text',
    label: `coalesce(max(w.name), 'Tried out, outside a process')`,
    join: 'LEFT JOIN workflow w ON w.organisation_id = s.organisation_id AND w.id = s.workflow_id',
    group: 's.workflow_id',
  },
} as const;

const listShares = (tx: Tx, by: keyof typeof groupings, values: readonly [string, string, string]) => {
  const { key, label, join, group } = groupings[by];
  return tx.query<SpendShare>(
    `SELECT ${key} AS key, ${label} AS label, s.is_simulated AS "isSimulated", ${amounts}
     FROM spend_rollup s ${join} WHERE s.organisation_id = $1 AND s.day BETWEEN $2::date AND $3::date
     GROUP BY ${group}, s.is_simulated ORDER BY sum(s.cost_micro_usd) DESC, key LIMIT 100`,
    [...values],
  );
};

const listDays = (tx: Tx, values: readonly [string, string, string]) =>
  tx.query<Spend['days'][number]>(
    `SELECT to_char(d.day, 'YYYY-MM-DD') AS day,
            coalesce(sum(s.cost_micro_usd) FILTER (WHERE NOT s.is_simulated), 0)::bigint AS "realMicroUsd",
            coalesce(sum(s.cost_micro_usd) FILTER (WHERE s.is_simulated), 0)::bigint AS "simulatedMicroUsd"
     FROM generate_series($2::date, $3::date, interval '1 day') AS d (day)
     LEFT JOIN spend_rollup s ON s.organisation_id = $1 AND s.day = d.day::date
     GROUP BY d.day ORDER BY d.day`,
    [...values],
  );

const sumOf = (shares: readonly SpendShare[], isSimulated: boolean): z.infer<typeof amountSchema> => {
  const own = shares.filter((share) => share.isSimulated === isSimulated);
  const sum = (pick: (share: SpendShare) => number) => own.reduce((total, share) => total + pick(share), 0);
  return {
    attempts: sum(({ attempts }) => attempts),
    costMicroUsd: sum(({ costMicroUsd }) => costMicroUsd),
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
  };
};

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** What AI steps cost over the last days, from the rollup that is written with each receipt. */
export const getSpend = async (app: App, actor: Actor, raw: z.input<typeof getSpendInput> = {}): Promise<Spend> => {
  authorise(actor, 'receipts.read');
  const { days } = getSpendInput.parse(raw);
  const now = app.now().getTime();
  const from = dayOf(now - (days - 1) * 86_400_000);
  const to = dayOf(now);
  const values = [actor.organisationId, from, to] as const;
  return app.db.transaction(tenant(actor), async (tx) => {
    const byTask = await listShares(tx, 'task', values);
    return {
      from,
      to,
      real: sumOf(byTask, false),
      simulated: sumOf(byTask, true),
      days: await listDays(tx, values),
      bySupplier: await listShares(tx, 'supplier', values),
      byTask,
      byWorkflow: await listShares(tx, 'workflow', values),
    };
  });
};
