import { type Actor, failureSchema, jsonValueSchema, runIdSchema, stepIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { createLargeValueReader, largeValueSchema } from '../payloads/show-large.ts';

export const listItemsInput = z.object({
  runId: runIdSchema,
  stepId: stepIdSchema,
  /** Index of the last item of the page before. */
  cursor: z.int().min(0).optional(),
  limit: z.int().min(1).max(200).default(50),
});

export const itemPageSchema = z.object({
  items: z.array(
    z.object({
      /** From 0, in the order of the list. */
      index: z.int(),
      status: z.enum(['waiting', 'completed', 'failed', 'cancelled']),
      value: jsonValueSchema,
      result: jsonValueSchema,
      error: failureSchema.nullable(),
      finishedAt: z.iso.datetime().nullable(),
      /** What is left out of value (`input`) and result (`output`) because of its size. */
      largeValues: z.array(largeValueSchema),
    }),
  ),
  nextCursor: z.int().nullable(),
});
export type ItemPage = z.infer<typeof itemPageSchema>;

type ItemRow = Omit<ItemPage['items'][number], 'finishedAt' | 'largeValues'> & { readonly finishedAt: Date | null };

/** The items of a for-each in the order of its list, by keyset; empty for any other step. */
export const listItems = async (app: App, actor: Actor, raw: z.input<typeof listItemsInput>): Promise<ItemPage> => {
  authorise(actor, 'runs.read');
  const { runId, stepId, cursor = -1, limit } = listItemsInput.parse(raw);
  const rows = await inTransaction(app, tenant(actor), (tx) =>
    tx.query<ItemRow>(
      // A list has no gaps: a page is a range of it, whatever the planner knows of the table.
      `SELECT i.index, i.status, i.value, i.result, i.error, i.finished_at AS "finishedAt"
       FROM step s JOIN each_item i ON i.step_id = s.id AND i.index > $4 AND i.index <= $5
       WHERE s.organisation_id = $1 AND s.run_id = $2 AND s.id = $3 ORDER BY i.index`,
      [actor.organisationId, runId, stepId, cursor, cursor + limit + 1],
    ),
  );
  const readLarge = createLargeValueReader(app, actor.organisationId, 0);
  const items = await Promise.all(rows.slice(0, limit).map((row) => toItem(row, readLarge)));
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.index ?? null) : null };
};

const toItem = async (row: ItemRow, readLarge: ReturnType<typeof createLargeValueReader>) => {
  const value = await readLarge('input', row.value);
  const result = await readLarge('output', row.result);
  return {
    ...row,
    value: value.value,
    result: result.value,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    largeValues: [...value.large, ...result.large],
  };
};
