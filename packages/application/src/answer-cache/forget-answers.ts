import type { Tx } from '@switchyard/db';
import type { Actor } from '@switchyard/domain';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';

/** Which answers go, and after what event. */
export type ForgottenAnswers =
  | { readonly of: 'everything' }
  /** What a task does has changed. */
  | { readonly of: 'task'; readonly taskId: string; readonly label: string }
  /** Its cases are erased. Calls that named no task may have said the same, and nobody can tell by looking: theirs go as well. */
  | { readonly of: 'cases'; readonly taskId: string; readonly label: string }
  /** The key ends, or has a new secret: what its calls brought goes with it. */
  | { readonly of: 'api_key'; readonly apiKeyId: string; readonly label: string };

/** Parameters of the one statement: whether all go, of which task, whether those of no task, of which key. */
const boundsOf = (which: ForgottenAnswers): readonly [boolean, string | null, boolean, string | null] => {
  if (which.of === 'everything') return [true, null, false, null];
  if (which.of === 'api_key') return [false, null, false, which.apiKeyId];
  return [false, which.taskId, which.of === 'cases', null];
};

/**
 * Removes answers that were kept to be given again, in the caller's transaction and with an event in it where there were any. A
 * call that is under way is not kept when it ends. Gives how many went.
 */
export const forgetAnswers = async (app: App, tx: Tx, actor: Actor, which: ForgottenAnswers): Promise<number> => {
  const { organisationId } = actor;
  const now = app.now();
  await tx.execute('UPDATE organisation SET answers_cleared_at = $2 WHERE id = $1', [organisationId, now]);
  const answers = await tx.execute(
    `DELETE FROM cached_answer WHERE organisation_id = $1
     AND ($2 OR task_id = $3::uuid OR ($4 AND task_id IS NULL) OR api_key_id = $5::uuid)`,
    [organisationId, ...boundsOf(which)],
  );
  if (answers === 0 && which.of !== 'everything') return 0;
  const label = which.of === 'everything' ? 'the organisation' : which.label;
  const target = { id: organisationId, label };
  await appendAudit(tx, actor, now, { type: 'answers.forgotten', target, payload: { of: which.of, answers } });
  return answers;
};
