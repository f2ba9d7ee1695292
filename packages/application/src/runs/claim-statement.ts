// Steps of one run that are under way beside each other change it under each other, and each would bring its own copy.
const isPlain = `jsonb_array_length(run.state -> 'tokens') = 1 AND run.parent_step_id IS NULL AND run.paused_at IS NULL`;

/**
 * The run of a step, for whoever does the step and then writes into the run: nothing need be read for that. LIMIT keeps the planner
 * at one look into the index for each output, whatever it believes about the table.
 */
const knownRun = `
  SELECT run.workflow_id, run.status AS run_status, run.state, run.input AS run_input, run.variables, run.frames, run.depth,
         run.trigger, run.idempotency_key, run.started_by_kind, run.started_by_id, run.started_by_label, run.created_at,
         run.priority, run.revision,
         CASE WHEN run.frames @? '$.scopes."0".latest' THEN (
           SELECT jsonb_agg(jsonb_build_object(
             'node_id', s.node_id, 'output', s.output, 'status', s.status, 'port', s.port))
           FROM jsonb_each(run.frames #> '{scopes,0,latest}') latest
           CROSS JOIN LATERAL (
             SELECT node_id, output, status, port FROM step
             WHERE run_id = run.id AND ordinal = latest.value::int LIMIT 1) s) END AS outputs`;

/*
 * What a claim does to the steps that were chosen, whoever chose them: `due` has their ids in the order in which they are
 * handed out. Parameters: $1 how many at most, $2 owner, $3 length of the lease in ms, $4 ids of the attempts.
 * The ids are handed on as an array, so that the rest is found by primary key whatever the planner believes about how many
 * are due.
 */
const taking = `
  claimed AS (
    UPDATE step SET status = 'running', attempt = attempt + 1, lease_token = lease_token + 1, lease_owner = $2,
                    lease_until = now() + $3 * interval '1 millisecond', started_at = coalesce(started_at, now()),
                    limited_by = NULL, waiting_reason = NULL
    WHERE id = ANY(ARRAY(SELECT id FROM due))
    RETURNING id, organisation_id, run_id, node_id, kind, name, ordinal, input, attempt, lease_token),
  attempted AS (
    INSERT INTO step_attempt (id, organisation_id, run_id, step_id, number, lease_token, idempotency_key, status)
    SELECT ($4::uuid[])[row_number() OVER ()], organisation_id, run_id, id, attempt, lease_token, id || '-' || attempt,
           'running' FROM claimed
    ON CONFLICT (step_id, number) DO UPDATE SET lease_token = EXCLUDED.lease_token, status = 'running')
  SELECT claimed.*, run.version_id, known.*
  FROM claimed JOIN run ON run.id = claimed.run_id JOIN due ON due.id = claimed.id
  LEFT JOIN LATERAL (${knownRun}) known ON claimed.kind IN ('script', 'http') AND ${isPlain}
  ORDER BY due.turn, due.place`;

/** A step of priority 0 that has waited for 4 min 30 s goes before one of priority 9 that has just become due. */
const agesEvery = `interval '30 seconds'`;

/** Looked at beyond what is asked for, because a row that another claimant has just locked is passed over. */
const spare = 16;

const conditions = { all: '', unsuspected: 'AND crashes = 0', suspects: 'AND crashes > 0' } as const;

export type Which = 'all' | 'unsuspected' | 'suspects';

/**
 * Up to `most` steps that meet `where` and are due, with their turn by priority and waiting time, from an index that has
 * `where`, priority and time: as many are read as are wanted, whatever waits behind them.
 */
const firstDue = (where: string, most: string): string => `
  SELECT step.id, step.run_id, step.kind, step.connection, step.available_at - level * ${agesEvery} AS rank,
         row_number() OVER (ORDER BY step.available_at - level * ${agesEvery}, step.id) AS turn
  FROM generate_series(0, 9) level CROSS JOIN LATERAL (
    SELECT id, available_at, run_id, kind, connection FROM step
    WHERE status = 'ready' AND ${where} AND priority = level AND available_at <= now()
    ORDER BY available_at LIMIT ${most}) step
  ORDER BY turn LIMIT ${most}`;

/**
 * Goes round the organisations that have something ready, beginning after $5, and takes one step of each, then a second of
 * each, and so on. The organisations are found by skipping through the index, not by reading it; those that are not needed
 * to fill the batch are not visited. One that has limits is left to `claimWithinLimits`.
 */
const fair = (which: Which): string => `
  WITH RECURSIVE visited AS (
    SELECT $5::uuid AS organisation_id, 0 AS lap, 0 AS place
    UNION ALL
    SELECT next.organisation_id, next.lap, visited.place + 1
    FROM visited CROSS JOIN LATERAL (
      (SELECT organisation_id, visited.lap FROM step
       WHERE status = 'ready' AND limited_by IS NULL AND organisation_id > visited.organisation_id
       ORDER BY organisation_id LIMIT 1)
      UNION ALL
      (SELECT organisation_id, 1 FROM step
       WHERE status = 'ready' AND limited_by IS NULL AND visited.lap = 0
       ORDER BY organisation_id LIMIT 1)
      ORDER BY lap LIMIT 1) next
    WHERE next.lap = 0 OR next.organisation_id <= $5),
  candidate AS MATERIALIZED (
    SELECT first.id, first.turn, visited.place
    FROM visited CROSS JOIN LATERAL (
      ${firstDue(`limited_by IS NULL AND organisation_id = visited.organisation_id ${conditions[which]}`, `$1::int + ${spare}`)}) first
    WHERE visited.place > 0
      AND NOT EXISTS (SELECT 1 FROM flow_limit WHERE flow_limit.organisation_id = visited.organisation_id)
    LIMIT $1::int * ($1::int + ${spare})),
  due AS (
    SELECT step.id, turn, place FROM step JOIN candidate ON candidate.id = step.id
    WHERE step.id = ANY(ARRAY(SELECT id FROM candidate)) AND step.status = 'ready'
    ORDER BY turn, place LIMIT $1 FOR UPDATE OF step SKIP LOCKED),
  ${taking}`;

/** Suspects are few, in an index of their own, and tried one at a time: oldest first. */
const suspects = `
  WITH due AS (
    SELECT id, 1 AS turn, 1 AS place FROM step
    WHERE status = 'ready' AND crashes > 0 AND available_at <= now() AND $5::uuid IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM flow_limit WHERE flow_limit.organisation_id = step.organisation_id)
    ORDER BY available_at LIMIT $1 FOR UPDATE SKIP LOCKED),
  ${taking}`;

const candidates = (which: Which): string => `
  SELECT found.id, run.workflow_id, found.kind, found.connection
  FROM (
    (${firstDue(`limited_by IS NULL AND organisation_id = $1 ${conditions[which]}`, '$2::int')})
    UNION ALL
    (SELECT held.* FROM unnest($3::uuid[]) room(id) CROSS JOIN LATERAL (
      ${firstDue(`limited_by = room.id ${conditions[which]}`, '$2::int')}) held)) found
  JOIN run ON run.id = found.run_id
  ORDER BY found.rank, found.id`;

/** One statement per choice; parameters as above, and $5: the organisation that was served last. */
export const claimStatements: Record<Which, string> = {
  all: fair('all'),
  unsuspected: fair('unsuspected'),
  suspects,
};

/** Parameters as above, and $5: the ids of steps that were chosen under the lock of their organisation's limits. */
export const claimChosen = `
  WITH due AS (
    SELECT step.id, 1 AS turn, place
    FROM step JOIN unnest($5::uuid[]) WITH ORDINALITY chosen(id, place) ON chosen.id = step.id
    WHERE step.id = ANY($5::uuid[]) AND step.status = 'ready' AND step.available_at <= now() LIMIT $1 FOR UPDATE OF step SKIP LOCKED),
  ${taking}`;

/**
 * What an organisation's next steps could be: the first that no limit has held back yet, and the first of those that wait at
 * a limit with room. $1 organisation, $2 how many of each, $3 limits with room.
 */
export const candidateStatements: Record<Which, string> = {
  all: candidates('all'),
  unsuspected: candidates('unsuspected'),
  suspects: candidates('suspects'),
};
