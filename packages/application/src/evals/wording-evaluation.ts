import type { Tx } from '@switchyard/db';
import type { OrganisationId, TaskSpec } from '@switchyard/domain';
import { z } from 'zod';
import { hashTask } from '../tasks/task-record.ts';
import { compareEval } from './compare-eval.ts';
import { type EvalRecord, evalStatuses, queryEvals } from './eval-record.ts';
import { withoutPeople } from './without-people.ts';

/** What evaluations say of one wording of a task against another. */
export const wordingEvaluationSchema = z.object({
  /** The newest of just these two wordings; null: it was never evaluated. */
  evalRun: z
    .object({
      id: z.string(),
      status: z.enum(evalStatuses),
      cases: z.int(),
      difference: z.number(),
      interval: z.object({ low: z.number(), high: z.number() }),
      finding: z.enum(['better', 'good_enough', 'worse', 'open']),
      casesToDecide: z.int().nullable(),
    })
    .nullable(),
  /** Where both can be asked, the largest; null: the task has no dataset with cases. */
  dataset: z.object({ id: z.string(), name: z.string(), cases: z.int() }).nullable(),
});
export type WordingEvaluation = z.infer<typeof wordingEvaluationSchema>;

/** A wording as evaluations ask it: people's checks and the class of the data, which a dataset may raise, are not part of it. */
const wordingOf = (spec: TaskSpec): string => hashTask({ ...withoutPeople(spec), dataClass: 'public' });

const isOfWordings = ({ arms, status }: EvalRecord, before: string, after: string): boolean => {
  const [incumbent, challenger] = arms;
  if (status === 'cancelled' || !incumbent || !challenger) return false;
  return wordingOf(incumbent.spec) === before && wordingOf(challenger.spec) === after;
};

/** Evaluations older than so many others of the task are not looked through. */
const searchedMax = 200;

const largestDataset = async (tx: Tx, organisationId: OrganisationId, taskSlug: string) => {
  const [row] = await tx.query<{ id: string; name: string; cases: number }>(
    `SELECT d.id, d.name, count(c.id)::int AS cases FROM dataset d
     JOIN task t ON t.id = d.task_id JOIN dataset_case c ON c.dataset_id = d.id AND c.removed_at IS NULL
     WHERE d.organisation_id = $1 AND t.slug = $2 AND d.archived_at IS NULL
     GROUP BY d.id, d.name ORDER BY count(c.id) DESC, d.id LIMIT 1`,
    [organisationId, taskSlug],
  );
  return row ?? null;
};

/** The newest evaluation of exactly these two wordings, and where one could be made. */
export const evaluateWording = async (
  tx: Tx,
  organisationId: OrganisationId,
  taskSlug: string,
  { before, after }: { readonly before: TaskSpec; readonly after: TaskSpec },
): Promise<WordingEvaluation> => {
  const runs = await queryEvals(tx, organisationId, { taskSlug, cursor: null, limit: searchedMax });
  const [old, now] = [wordingOf(before), wordingOf(after)];
  const found = runs.find((run) => isOfWordings(run, old, now));
  const dataset = await largestDataset(tx, organisationId, taskSlug);
  if (!found) return { evalRun: null, dataset };
  const { quality } = await compareEval(tx, found);
  const { cases, difference, interval, finding, casesToDecide } = quality;
  const { id, status } = found;
  return { evalRun: { id, status, cases, difference, interval, finding, casesToDecide }, dataset };
};
