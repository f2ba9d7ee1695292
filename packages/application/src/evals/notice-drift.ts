import type { Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';
import { detectDrift } from '@switchyard/evals';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';

/** While nothing changes, one notice in so many graded answers at most, on average. */
const answersPerFalseAlarm = 2000;
/** The newest answers that are looked at; a drop shows long before. */
const answersMax = 1000;
/** From so many cases on, what is expected is what the candidate has shown; before, what the task asks for. */
const knownFrom = 20;

interface Expectation {
  readonly name: string;
  readonly expected: number;
  readonly drop: number;
}

const findExpectation = async (tx: Tx, taskId: string, candidateRef: string): Promise<Expectation | null> => {
  const [row] = await tx.query<Expectation>(
    `SELECT t.name, w.drop, CASE WHEN k.cases >= ${knownFrom} THEN k.mean ELSE (t.draft ->> 'qualityTarget')::float8 END AS expected
     FROM task_watch w JOIN task t ON t.id = w.task_id
       CROSS JOIN LATERAL (SELECT count(*) AS cases, avg(score) AS mean FROM case_outcome
                           WHERE task_id = w.task_id AND candidate_ref = $2 AND graded_at < w.since) k
     WHERE w.task_id = $1 AND w.drifted_at IS NULL FOR UPDATE OF w`,
    [taskId, candidateRef],
  );
  return row ?? null;
};

/** Looks, after an answer was graded again, whether the candidate has become worse; once, until somebody sets the watch anew. */
export const noticeDrift = async (
  app: App,
  tx: Tx,
  organisationId: OrganisationId,
  taskId: string,
  candidateRef: string,
): Promise<void> => {
  const known = await findExpectation(tx, taskId, candidateRef);
  if (known === null) return;
  const rows = await tx.query<{ score: number }>(
    `SELECT score FROM (
       SELECT c.id, c.score FROM watched_call c JOIN task_watch w ON w.task_id = c.task_id
       WHERE c.organisation_id = $1 AND c.task_id = $2 AND c.candidate_ref = $3 AND c.score IS NOT NULL
         AND c.created_at >= w.since ORDER BY c.id DESC LIMIT ${answersMax}) newest ORDER BY id`,
    [organisationId, taskId, candidateRef],
  );
  const scores = rows.map(({ score }) => score);
  const { expected, drop, name } = known;
  const { isDrifting, beganAt } = detectDrift({ expected, drop, answersPerFalseAlarm, scores });
  if (!isDrifting) return;
  const since = scores.slice(beganAt ?? 0);
  await tx.execute('UPDATE task_watch SET drifted_at = $3 WHERE organisation_id = $1 AND task_id = $2', [
    organisationId,
    taskId,
    app.now(),
  ]);
  await appendAudit(tx, { kind: 'system', organisationId, name: 'evaluations' }, app.now(), {
    type: 'task.drift-noticed',
    target: { id: taskId, label: name },
    payload: {
      candidate: candidateRef,
      answers: since.length,
      share: since.reduce((sum, score) => sum + score, 0) / Math.max(1, since.length),
      expected,
    },
  });
};
