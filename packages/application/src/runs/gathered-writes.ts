import type { AuditEvent } from '@switchyard/audit';
import { newId, type SqlValue, type Tx } from '@switchyard/db';
import type { Actor, Failure, JsonValue, OrganisationId, StepId } from '@switchyard/domain';
import { sendAudit } from '../audit/append-audit.ts';
import { idempotencyKeyOf } from './claim-step.ts';

/** What a worker's step came to, as its row and that of its attempt say it. */
export interface StepEndRow {
  readonly id: StepId;
  readonly status: 'completed' | 'failed';
  readonly output: JsonValue;
  readonly port: string | null;
  readonly error: Failure | null;
  readonly finished_at: Date;
}

/** What a transition makes of a run that was there before: id, organisation, then its columns in the order of `runColumns`. */
export type RunValues = readonly (string | Date | null)[];

type SqlRow = readonly SqlValue[];

interface NewAttempt {
  readonly organisation_id: OrganisationId;
  readonly run_id: string;
  readonly step_id: StepId;
}

/** The rows that every transition writes, of one run or of many: one statement for all of a kind. */
export interface GatheredWrites {
  /** The same transaction. Whatever is asked or sent here comes after all that was gathered before. */
  readonly tx: Tx;
  endStep(row: StepEndRow): void;
  /** Rows of the table `step`, under its column names; those with `lease_owner` are inserted under a lease. */
  insertSteps(rows: readonly object[]): void;
  /** The first attempt of a step that was inserted under a lease. */
  insertAttempt(row: NewAttempt): void;
  /** Writes the row of a new run, before any other row of it. */
  insertRun(text: string, values: readonly SqlValue[]): void;
  updateRun(values: RunValues): void;
  /** A statement of one run alone, that nothing gathered waits for: after the rows of the runs. */
  sendLater(text: string, values: readonly SqlValue[]): void;
  audit(actor: Actor, events: readonly AuditEvent[]): void;
  /** Sends what was gathered, to travel with the commit. */
  flush(): void;
}

const endingSteps = (condition: string): string => `WITH given AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb)
      AS given (id uuid, status text, output jsonb, port text, error jsonb, finished_at timestamptz, lease_token int)),
  ended AS (
    UPDATE step SET status = given.status, output = given.output, port = given.port, error = given.error,
                    finished_at = given.finished_at, lease_until = NULL, waiting_reason = NULL
    FROM given WHERE step.id = given.id AND step.id = ANY($2::uuid[]) ${condition}
    RETURNING step.id, step.attempt, given.status, given.output, given.error, given.finished_at)`;

const endingAttempts = `UPDATE step_attempt
  SET status = ended.status, response = ended.output, error = ended.error, finished_at = ended.finished_at
  FROM ended WHERE step_id = ended.id AND number = ended.attempt AND step_id = ANY($2::uuid[])`;

const endSteps = `${endingSteps('')} ${endingAttempts}`;

/** Fails the transaction, with a sentence in the server's log, unless as many rows were written as were given. */
const insist = (written: string, given: string): string =>
  `SELECT CASE WHEN count(*) = cardinality(${given}) THEN 1 ELSE
     format('a run has moved on meanwhile, its result is written by reading (%s of %s)', count(*), cardinality(${given}))::int
   END FROM ${written}`;

const isHeld = `step.status = 'running' AND step.lease_token = given.lease_token`;

const endHeldSteps = `${endingSteps(`AND ${isHeld}`)}, attempts AS (${endingAttempts}) ${insist('ended', '$2::uuid[]')}`;

// A list of just these columns: for each row of the whole table's type the server looks for every column there is.
// Claims ask the server's clock, so it also says from when on a step is due: hosts differ.
const insertSteps = `INSERT INTO step (organisation_id, created_at, run_id, priority, id, node_id, kind, name, ordinal, scope,
    container, round, status, input, output, error, port, waiting_reason, connection, lease_owner,
    started_at, finished_at, available_at, attempt, lease_token, lease_until)
  SELECT $2, $3, run_id, priority, id, node_id, kind, name, ordinal, scope, container, round,
    status, input, output, error, port, waiting_reason, connection, lease_owner,
    CASE WHEN has_ended OR lease_owner IS NOT NULL THEN $3::timestamptz END, CASE WHEN has_ended THEN $3::timestamptz END,
    CASE WHEN status = 'ready' THEN now() END, (lease_owner IS NOT NULL)::int, (lease_owner IS NOT NULL)::int,
    CASE WHEN lease_owner IS NOT NULL THEN now() + $4 * interval '1 millisecond' END
  FROM jsonb_to_recordset($1::jsonb) AS new_step (
    id uuid, run_id uuid, priority int, node_id text, kind text, name text, ordinal int, scope int, container int, round int,
    status text, input jsonb, output jsonb, error jsonb, port text, waiting_reason text, connection text, has_ended boolean,
    lease_owner text)`;

const insertAttempts = `INSERT INTO step_attempt (id, organisation_id, run_id, step_id, number, lease_token, idempotency_key, status)
  SELECT id, organisation_id, run_id, step_id, 1, 1, idempotency_key, 'running'
  FROM jsonb_populate_recordset(null::step_attempt, $1::jsonb)`;

const runColumns: readonly (readonly [name: string, type: string])[] = [
  ['status', 'text'],
  ['state', 'jsonb'],
  ['variables', 'jsonb'],
  ['output', 'jsonb'],
  ['outcome', 'text'],
  ['error', 'jsonb'],
  ['waiting_reason', 'text'],
  ['finished_at', 'timestamptz'],
  ['frames', 'jsonb'],
];

const isLive = `run.status IN ('running', 'waiting')`;

const updateRun = `UPDATE run SET ${runColumns.map(([name], index) => `${name} = $${index + 3}`).join(', ')}, revision = revision + 1
  WHERE id = $1 AND organisation_id = $2 AND ${isLive}`;

const updatingRuns = (columns: readonly (readonly [name: string, type: string])[]): string => `
  UPDATE run SET ${runColumns.map(([name]) => `${name} = given.${name}`).join(', ')}, revision = run.revision + 1
  FROM unnest($1::uuid[], $2::uuid[], ${columns.map(([, type], index) => `$${index + 3}::${type}[]`).join(', ')})
    AS given (id, organisation_id, ${columns.map(([name]) => name).join(', ')})
  WHERE run.id = given.id AND run.id = ANY($1::uuid[]) AND run.organisation_id = given.organisation_id AND ${isLive}`;

const updateRuns = updatingRuns(runColumns);

const updateKnownRuns = `WITH updated AS (
    ${updatingRuns([...runColumns, ['revision', 'int']])} AND run.revision = given.revision RETURNING 1)
  ${insist('updated', '$1::uuid[]')}`;

// In the order of their ids, so that two who lock several do not wait for each other crosswise.
const lockRuns = 'SELECT 1 FROM run WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE';

const lockHeldSteps = `WITH held AS (
    SELECT 1 FROM step JOIN unnest($1::uuid[], $2::int[]) AS given (id, lease_token) ON step.id = given.id
    WHERE step.id = ANY($1::uuid[]) AND ${isHeld} FOR UPDATE OF step)
  ${insist('held', '$1::uuid[]')}`;

interface OwnStatement {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

interface Gathered {
  readonly ends: StepEndRow[];
  readonly steps: object[];
  readonly attempts: NewAttempt[];
  readonly newRuns: OwnStatement[];
  readonly later: OwnStatement[];
  readonly runs: RunValues[];
  readonly events: Map<Actor, AuditEvent[]>;
}

const nothing = (): Gathered => ({
  ends: [],
  steps: [],
  attempts: [],
  newRuns: [],
  later: [],
  runs: [],
  events: new Map(),
});

const idsOf = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);

/** A list for each column. */
const columnsOf = (rows: readonly SqlRow[]): SqlRow[] =>
  rows[0]?.map((_, column) => rows.map((values) => values[column] ?? null)) ?? [];

const sendRuns = (tx: Tx, runs: readonly RunValues[], known: KnownRows | undefined): void => {
  const [first] = runs;
  if (!first) return;
  if (known) {
    tx.send(
      updateKnownRuns,
      columnsOf(runs.map((values) => [...values, known.revisions.get(String(values[0])) ?? null])),
    );
  } else if (runs.length === 1) tx.send(updateRun, first);
  else tx.send(updateRuns, columnsOf(runs));
};

const sendEnds = (tx: Tx, ends: readonly StepEndRow[], known: KnownRows | undefined): void => {
  if (ends.length === 0) return;
  const rows = known ? ends.map((row) => ({ ...row, lease_token: known.leaseTokens.get(row.id) })) : ends;
  tx.send(known ? endHeldSteps : endSteps, [JSON.stringify(rows), idsOf(ends)]);
};

/** Runs before anything else of theirs: whoever writes to a run has its lock first. */
const sendGathered = (tx: Tx, { organisationId, at, leaseMs, known }: GatherScope, gathered: Gathered): void => {
  const { ends, steps, attempts, newRuns, later, runs } = gathered;
  for (const { text, values } of newRuns) tx.send(text, values);
  sendRuns(tx, runs, known);
  sendEnds(tx, ends, known);
  if (steps.length > 0) tx.send(insertSteps, [JSON.stringify(steps), organisationId, at, leaseMs]);
  if (attempts.length > 0) {
    const rows = attempts.map((row) => ({
      id: newId(),
      ...row,
      idempotency_key: idempotencyKeyOf(row.step_id, 1),
    }));
    tx.send(insertAttempts, [JSON.stringify(rows)]);
  }
  for (const { text, values } of later) tx.send(text, values);
};

/** Rows as they were when they were last seen, instead of locks. */
export interface KnownRows {
  /** Run id → revision. */
  readonly revisions: ReadonlyMap<string, number>;
  /** Step id → token of the lease under which it is done. */
  readonly leaseTokens: ReadonlyMap<string, number>;
}

const lockKnown = (tx: Tx, { revisions, leaseTokens }: KnownRows): void => {
  tx.send(lockRuns, [[...revisions.keys()]]);
  tx.send(lockHeldSteps, [[...leaseTokens.keys()], [...leaseTokens.values()]]);
};

/** What all transitions have in common whose writes are gathered. */
export interface GatherScope {
  readonly organisationId: OrganisationId;
  readonly at: Date;
  readonly leaseMs: number;
  /** Without locks: the transaction fails unless runs and steps are as they were known when their rows are written. */
  readonly known?: KnownRows;
}

/**
 * Begins to gather writes of transitions in a transaction that holds the lock of every run that they are about, or knows what it
 * looked like.
 */
export const gatherWrites = (tx: Tx, scope: GatherScope): GatheredWrites => {
  let gathered = nothing();
  let isLocked = scope.known === undefined;
  const flush = (): void => {
    const given = gathered;
    gathered = nothing();
    sendGathered(tx, scope, given);
    for (const [actor, events] of given.events) sendAudit(tx, actor, scope.at, ...events);
  };
  /** Before anything of its own: rows are locked in one order everywhere, runs first. */
  const lockAndFlush = (): void => {
    if (!isLocked && scope.known) lockKnown(tx, scope.known);
    isLocked = true;
    flush();
  };
  return {
    tx: {
      scope: tx.scope,
      query: (text, values) => {
        lockAndFlush();
        return tx.query(text, values);
      },
      execute: (text, values) => {
        lockAndFlush();
        return tx.execute(text, values);
      },
      send: (text, values) => {
        lockAndFlush();
        tx.send(text, values);
      },
    },
    endStep: (row) => void gathered.ends.push(row),
    insertSteps: (rows) => void gathered.steps.push(...rows),
    insertAttempt: (row) => void gathered.attempts.push(row),
    insertRun: (text, values) => void gathered.newRuns.push({ text, values }),
    updateRun: (values) => void gathered.runs.push(values),
    sendLater: (text, values) => void gathered.later.push({ text, values }),
    audit: (actor, events) => void gathered.events.set(actor, [...(gathered.events.get(actor) ?? []), ...events]),
    flush,
  };
};
