import { isLive, isOver, rowsOf, type Stage } from './stage.ts';

interface Rule {
  readonly says: string;
  readonly broken: string;
}

/** A step that holds a token: under way, or failed and held for a person. */
const holdsToken = `(${isLive} OR (s.status = 'failed' AND s.waiting_reason IS NOT NULL AND r.status NOT IN ${isOver}))`;

/** Each names rows that must never be there. */
const rules: readonly Rule[] = [
  {
    says: 'a step is alive in a run that has ended',
    broken: `SELECT s.run_id, s.node_id, s.status FROM step s JOIN run r ON r.id = s.run_id
             WHERE s.organisation_id = $1 AND r.status IN ${isOver} AND ${isLive}`,
  },
  {
    says: 'a token has no step that holds it',
    broken: `SELECT r.id, token FROM run r CROSS JOIN jsonb_array_elements(r.state -> 'tokens') token
             WHERE r.organisation_id = $1 AND r.status NOT IN ${isOver} AND NOT EXISTS (
               SELECT 1 FROM step s WHERE s.run_id = r.id AND s.ordinal = (token ->> 'id')::int AND ${holdsToken})`,
  },
  {
    says: 'a step holds a token that is not there',
    broken: `SELECT s.run_id, s.node_id, s.ordinal, s.status FROM step s JOIN run r ON r.id = s.run_id
             WHERE s.organisation_id = $1 AND r.status NOT IN ${isOver} AND ${holdsToken} AND NOT EXISTS (
               SELECT 1 FROM jsonb_array_elements(r.state -> 'tokens') token WHERE (token ->> 'id')::int = s.ordinal)`,
  },
  {
    says: 'people are asked for a step that needs no decision',
    broken: `SELECT a.id, s.status, r.status AS run FROM approval_request a JOIN step s ON s.id = a.step_id JOIN run r ON r.id = s.run_id
             WHERE a.organisation_id = $1 AND a.status = 'pending' AND s.status <> 'waiting'`,
  },
  {
    says: 'a gate waits without a request',
    broken: `SELECT s.id FROM step s WHERE s.organisation_id = $1 AND s.kind = 'approval' AND s.status = 'waiting' AND NOT EXISTS (
               SELECT 1 FROM approval_request a WHERE a.step_id = s.id AND a.status = 'pending')`,
  },
  {
    says: 'a clock runs for a step that is over',
    broken: `SELECT t.kind, s.node_id, s.status FROM timer t JOIN step s ON s.id = t.step_id JOIN run r ON r.id = s.run_id
             WHERE t.organisation_id = $1 AND t.fired_at IS NULL AND (r.status IN ${isOver} OR NOT ${holdsToken})`,
  },
  {
    says: 'a message is waited for by a step that is over',
    broken: `SELECT w.name, s.node_id, s.status FROM message_wait w JOIN step s ON s.id = w.step_id JOIN run r ON r.id = s.run_id
             WHERE w.organisation_id = $1 AND (r.status IN ${isOver} OR NOT ${holdsToken})`,
  },
  {
    says: 'a critical section is held by a step that is over',
    broken: `SELECT t.key, s.node_id, s.status FROM region_turn t LEFT JOIN step s ON s.id = t.step_id
             WHERE t.organisation_id = $1 AND (s.id IS NULL OR NOT EXISTS (SELECT 1 FROM run r WHERE r.id = s.run_id AND ${holdsToken}))`,
  },
  {
    says: 'more are in a critical section than may be',
    broken: `SELECT key, count(*) FROM region_turn WHERE organisation_id = $1 AND is_held
             GROUP BY key HAVING count(*) > max(at_once)`,
  },
  {
    says: 'a run waits and does not say why',
    broken: `SELECT id FROM run r WHERE organisation_id = $1 AND status = 'waiting' AND waiting_reason IS NULL
             AND NOT EXISTS (SELECT 1 FROM step s WHERE s.run_id = r.id AND s.waiting_reason IS NOT NULL)`,
  },
  {
    says: 'a run says that it moves and nothing of it is due',
    broken: `SELECT r.id FROM run r WHERE r.organisation_id = $1 AND r.status = 'running' AND NOT EXISTS (
               SELECT 1 FROM step s WHERE s.run_id = r.id AND s.status IN ('ready', 'running'))`,
  },
  {
    says: 'an item of a list that is over is still to come',
    broken: `SELECT e.step_id, e.index, e.status FROM each_item e JOIN step s ON s.id = e.step_id JOIN run r ON r.id = s.run_id
             WHERE e.organisation_id = $1 AND e.status = 'waiting' AND r.status NOT IN ${isOver} AND s.status = 'completed'
               AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements(coalesce(r.state -> 'containers', '[]')) c
                               WHERE (c ->> 'tokenId')::int = s.ordinal)`,
  },
  {
    says: 'the audit trail tells of an end more or less than once',
    broken: `SELECT r.id, r.status, count(e.id) FROM run r LEFT JOIN audit_event e ON e.run_id = r.id AND e.organisation_id = $1
               AND e.type IN ('run.completed', 'run.failed', 'run.cancelled')
             WHERE r.organisation_id = $1 GROUP BY r.id, r.status HAVING count(e.id) <> (r.status IN ${isOver})::int`,
  },
  {
    says: 'a step has two recorded outcomes',
    broken: `SELECT a.step_id FROM step_attempt a JOIN step s ON s.id = a.step_id
             WHERE a.organisation_id = $1 AND a.status = 'completed' AND s.kind <> 'subworkflow'
             GROUP BY a.step_id HAVING count(*) > 1`,
  },
  {
    says: 'the state and the row disagree about the end',
    broken: `SELECT id, status, state ->> 'status' AS state FROM run WHERE organisation_id = $1
             AND CASE WHEN status IN ${isOver} THEN state ->> 'status' <> status ELSE state ->> 'status' <> 'active' END`,
  },
];

/** Throws what is wrong with the rows of this organisation. */
export const checkRows = async (stage: Stage): Promise<void> => {
  const found = await Promise.all(rules.map(({ broken }) => rowsOf<object>(stage, broken)));
  for (const [index, rows] of found.entries())
    if (rows.length > 0) throw new Error(`${rules[index]?.says}: ${JSON.stringify(rows.slice(0, 3))}`);
};

/** Follow-ups may come late; once the sweep has looked, nothing is left to do elsewhere. */
export const checkSwept = async (stage: Stage): Promise<void> => {
  const orphans = await rowsOf<object>(
    stage,
    `SELECT c.id, s.status FROM run c JOIN step s ON s.id = c.parent_step_id
     WHERE c.organisation_id = $1 AND c.status IN ('running', 'waiting') AND s.status IN ('cancelled', 'failed')
       AND s.waiting_reason IS NULL`,
  );
  if (orphans.length > 0) throw new Error(`a run goes on for a step that is over: ${JSON.stringify(orphans)}`);
};

/** id → what no later event may change. A run that is run again tells so, which is all that becomes new of it. */
export const endedRuns = async (stage: Stage): Promise<ReadonlyMap<string, string>> => {
  const rows = await rowsOf<{ id: string; row: string }>(
    stage,
    `SELECT id, jsonb_build_array(status, outcome, output, error, state, variables, finished_at)::text AS row FROM run
     WHERE organisation_id = $1 AND status IN ${isOver}`,
  );
  return new Map(rows.map(({ id, row }) => [id, row]));
};

/** Runs that go on, with what they wait for. */
export const liveRuns = (stage: Stage): Promise<object[]> =>
  rowsOf(
    stage,
    `SELECT r.id, r.status, r.waiting_reason, r.state, (
       SELECT jsonb_agg(jsonb_build_array(s.node_id, s.status, s.waiting_reason)) FROM step s
       WHERE s.run_id = r.id AND ${isLive}) AS steps
     FROM run r WHERE r.organisation_id = $1 AND r.status IN ('running', 'waiting')`,
  );

/** Another text whenever anything of a run that goes on has moved. */
export const tellProgress = async (stage: Stage): Promise<string> => {
  const [row] = await rowsOf<{ told: string }>(
    stage,
    `SELECT count(*) || ' ' || coalesce(max(s.id::text), '') || ' ' || count(*) FILTER (WHERE s.finished_at IS NOT NULL) AS told
     FROM step s WHERE s.organisation_id = $1`,
  );
  return row?.told ?? '';
};
