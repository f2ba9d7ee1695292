import { type Actor, evalRunIdSchema, gradeSchema, jsonValueSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { requireEval } from './eval-record.ts';

export const listEvalResultsInput = z.object({
  evalRunId: evalRunIdSchema,
  /** `worse`: the challenger did worse than the incumbent. `ungraded`: an answer waits for a grade. */
  show: z.enum(['all', 'worse', 'better', 'ungraded', 'unanswered']).default('worse'),
  cursor: z.uuid().optional(),
  limit: z.int().min(1).max(100).default(20),
});

const answerSchema = z.object({
  arm: z.int(),
  status: z.enum(['pending', 'begun', 'done', 'lost']),
  outcome: z.string().nullable(),
  output: jsonValueSchema.nullable(),
  grades: z.array(gradeSchema),
  score: z.number().nullable(),
  isPassed: z.boolean().nullable(),
  costMicroUsd: z.int(),
  durationMs: z.int(),
  receiptId: z.string().nullable(),
  note: z.string().nullable(),
});

const comparedCaseSchema = z.object({
  caseId: z.string(),
  input: jsonValueSchema,
  expected: jsonValueSchema.nullable(),
  /** The incumbent first. */
  answers: z.array(answerSchema),
});
export type ComparedCase = z.infer<typeof comparedCaseSchema>;
export const evalResultPageSchema = z.object({ items: z.array(comparedCaseSchema), nextCursor: z.string().nullable() });

const conditions: Readonly<Record<z.infer<typeof listEvalResultsInput>['show'], string>> = {
  all: 'true',
  worse: 'a.score > b.score',
  better: 'a.score < b.score',
  ungraded: `((a.outcome = 'accepted' AND a.score IS NULL) OR (b.outcome = 'accepted' AND b.score IS NULL))`,
  unanswered: `(a.status = 'lost' OR b.status = 'lost' OR a.outcome = 'error' OR b.outcome = 'error')`,
};

const answerOf = (name: string) => `jsonb_build_object('arm', ${name}.arm, 'status', ${name}.status,
  'outcome', ${name}.outcome, 'output', ${name}.output, 'grades', ${name}.grades, 'score', ${name}.score,
  'isPassed', ${name}.is_passed, 'costMicroUsd', ${name}.cost_micro_usd, 'durationMs', ${name}.duration_ms,
  'receiptId', ${name}.receipt_id, 'note', ${name}.note)`;

/** Cases with what both sides answered, keyset-paged by case. Throws `not_found`. */
export const listEvalResults = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof listEvalResultsInput>,
): Promise<z.infer<typeof evalResultPageSchema>> => {
  authorise(actor, 'tasks.read');
  const { evalRunId, show, cursor = null, limit } = listEvalResultsInput.parse(raw);
  const rows = await app.db.transaction(tenant(actor), async (tx) => {
    await requireEval(tx, actor.organisationId, evalRunId);
    return tx.query<ComparedCase>(
      `SELECT a.case_id AS "caseId", c.input, c.expected, jsonb_build_array(${answerOf('a')}, ${answerOf('b')}) AS answers
       FROM eval_result a JOIN eval_result b ON b.eval_run_id = a.eval_run_id AND b.case_id = a.case_id AND b.arm = 1
         JOIN dataset_case c ON c.id = a.case_id
       WHERE a.organisation_id = $1 AND a.eval_run_id = $2 AND a.arm = 0 AND ($3::uuid IS NULL OR a.case_id > $3)
         AND ${conditions[show]}
       ORDER BY a.case_id LIMIT $4`,
      [actor.organisationId, evalRunId, cursor, limit + 1],
    );
  });
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.caseId ?? null) : null };
};
