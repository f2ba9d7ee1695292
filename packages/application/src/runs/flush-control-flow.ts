import { newId } from '@switchyard/db';
import type { StoredFormOf } from '../payloads/pack-large.ts';
import { sendEndedItems, sendItems } from './items.ts';
import { isOver } from './let-go.ts';
import type { TransitionWork } from './transition-work.ts';

/** Writes messages, waits, turns, items and steps that ended without a worker, travelling with the commit. */
export const sendControlFlow = (work: TransitionWork, formOf: StoredFormOf): void => {
  sendItems(work, formOf);
  sendEndedItems(work, formOf);
  sendEndedSteps(work, formOf);
  sendMessages(work, formOf);
  sendWaits(work);
  sendTurns(work);
};

const sendEndedSteps = (work: TransitionWork, formOf: StoredFormOf): void => {
  if (work.endedSteps.length > 0) {
    const ended = work.endedSteps.map((step) => ({ ...step, output: formOf(step.output) }));
    work.tx.send(
      `UPDATE step SET status = ended.status, output = ended.output, port = ended.port, error = ended.error,
                       finished_at = $2, waiting_reason = NULL
       FROM jsonb_to_recordset($1::jsonb) AS ended (ordinal int, status text, output jsonb, port text, error jsonb)
       WHERE step.run_id = $3 AND step.ordinal = ended.ordinal AND step.status NOT IN ('completed', 'cancelled')`,
      [JSON.stringify(ended), work.at, work.run.id],
    );
  }
  if (work.held.size > 0) {
    work.tx.send(
      `UPDATE step SET waiting_reason = held.reason
       FROM jsonb_to_recordset($1::jsonb) AS held (ordinal int, reason text)
       WHERE step.run_id = $2 AND step.ordinal = held.ordinal`,
      [JSON.stringify([...work.held].map(([ordinal, reason]) => ({ ordinal, reason }))), work.run.id],
    );
  }
};

const sendMessages = (work: TransitionWork, formOf: StoredFormOf): void => {
  if (work.newMessages.length === 0) return;
  const { organisationId, id: runId } = work.run;
  const rows = work.newMessages.map((message) => ({ id: newId(), ...message, payload: formOf(message.payload) }));
  work.tx.send(
    `INSERT INTO message (id, organisation_id, name, key, payload, "to", is_kept, sent_by_label, sent_by_run_id, created_at)
     SELECT id, $1, name, key, coalesce(payload, 'null'), "to", "isKept", $2, $3, $4
     FROM jsonb_to_recordset($5::jsonb) AS sent (id uuid, name text, key text, payload jsonb, "to" text, "isKept" boolean)`,
    [organisationId, work.version.workflowName, runId, work.at, JSON.stringify(rows)],
  );
  for (const { id } of rows) work.after.follow({ kind: 'messages', organisationId, messageId: id });
};

const sendWaits = (work: TransitionWork): void => {
  const waits = work.newWaits.filter(({ stepId }) => !isOver(work, stepId));
  if (waits.length === 0) return;
  const { organisationId, id: runId } = work.run;
  work.tx.send(
    `INSERT INTO message_wait (id, organisation_id, run_id, step_id, boundary_id, name, key, created_at)
     SELECT id, $1, $2, "stepId", "boundaryId", name, key, $3
     FROM jsonb_to_recordset($4::jsonb) AS wait (id uuid, "stepId" uuid, "boundaryId" text, name text, key text)`,
    [organisationId, runId, work.at, JSON.stringify(waits.map((wait) => ({ id: newId(), ...wait })))],
  );
  for (const { name, key } of waits) {
    work.after.follow({ kind: 'messages', organisationId, name, key });
  }
};

const sendTurns = (work: TransitionWork): void => {
  const { organisationId, id: runId } = work.run;
  if (work.newTurns.length > 0) {
    work.tx.send(
      `INSERT INTO region_turn (step_id, organisation_id, run_id, key, at_once, asked_at)
       SELECT "stepId", $1, $2, key, "atOnce", $3
       FROM jsonb_to_recordset($4::jsonb) AS turn ("stepId" uuid, key text, "atOnce" int)`,
      [organisationId, runId, work.at, JSON.stringify(work.newTurns)],
    );
  }
  // Whoever ends a run or a step gives back its turn; nobody has to remember to.
  if (work.endedTurns.length > 0) {
    work.tx.send('DELETE FROM region_turn WHERE step_id = ANY($1::uuid[])', [work.endedTurns]);
  }
  if (work.newTurns.length + work.endedTurns.length > 0) work.after.follow({ kind: 'turns', organisationId });
};
