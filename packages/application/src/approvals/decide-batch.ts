import type { Tx } from '@switchyard/db';
import { newId } from '@switchyard/db';
import { type ApprovalId, isTerminalRunStatus, type OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { inTransaction } from '../change.ts';
import { mayBeLarge } from '../payloads/may-be-large.ts';
import { unpackRun, unpackSteps } from '../payloads/run-values.ts';
import { type CompiledVersion, findCompiledVersion } from '../runs/compiled-version.ts';
import { loadOutputs, type ReadRun, type TogetherPorts } from '../runs/finish-batch.ts';
import { lockTimeout } from '../runs/finish-known.ts';
import { flushTransition } from '../runs/flush-transition.ts';
import { gatherWrites } from '../runs/gathered-writes.ts';
import { completeStep } from '../runs/resume-step.ts';
import { lockFreeRuns, type RunRecord } from '../runs/run-record.ts';
import { toSteps } from '../runs/scope-frames.ts';
import { beginTransition } from '../runs/transition.ts';
import { lockFreeApprovals, type WaitingApproval } from './approval-record.ts';
import {
  type DecidedApproval,
  type Decision,
  decisionEvent,
  decisionOutput,
  findRefusal,
  isOpen,
  tallyWith,
} from './decision.ts';

export type Decided = ReadonlyMap<ApprovalId, DecidedApproval>;

/**
 * Writes decisions that settle requests of one organisation in one transaction: what costs a round trip, a statement or a flush for
 * one costs it for all. Each is one transition of its own run, under its lock, as in `decideAlone`. Gives an answer for
 * those that were written; the others, for which something else is to be looked at, are left as they were. When it throws,
 * nothing was written.
 */
export const decideBatch = (
  app: App,
  organisationId: OrganisationId,
  decisions: readonly Decision[],
): Promise<Decided> =>
  inTransaction(app, { organisationId }, async (tx, after) => {
    const at = app.now();
    const approvalIds = decisions.map(({ input }) => input.approvalId);
    // A row that somebody holds is left to them: alone there is nobody to keep waiting.
    if (decisions.length > 1) tx.send(lockTimeout);
    const [runs, approvals] = await Promise.all([
      lockFreeRuns(tx, organisationId, { approvalIds }),
      lockFreeApprovals(tx, organisationId, approvalIds),
    ]);
    const settled = oneOfEachRun(decisions.flatMap((decision) => settle(decision, { runs, approvals, at }) ?? []));
    if (settled.length === 0) return new Map();
    const outputs = await loadOutputs(
      tx,
      settled.map(({ run, version }) => ({ runId: run.id, version })),
    );
    sendSettled(tx, { organisationId, at }, settled);
    const writes = gatherWrites(tx, { organisationId, at, leaseMs: app.settings.leaseMs });
    for (const each of settled) {
      const run = await unpackRun(app, each.run);
      const steps = await unpackSteps(app, organisationId, toSteps(outputs.get(run.id) ?? []));
      const ports = { app, tx, after, actor: each.decision.person, together: { writes, at } };
      await carryOn(ports, { run, version: each.version, steps }, each);
    }
    writes.flush();
    return new Map(
      settled.map(({ approval: { record }, status }) => [
        record.id,
        { approvalId: record.id, status, isStillOpen: false },
      ]),
    );
  });

/** A decision that ends its request, with all that its run's transition needs. */
interface Settled {
  readonly decision: Decision;
  readonly approval: WaitingApproval;
  readonly run: RunRecord;
  readonly version: CompiledVersion;
  readonly status: 'approved' | 'rejected' | 'changes';
  readonly output: ReturnType<typeof decisionOutput>;
}

interface Ground {
  readonly runs: ReadonlyMap<string, RunRecord>;
  readonly approvals: ReadonlyMap<string, WaitingApproval>;
  readonly at: Date;
}

/** Null where something is special about the request, its run or the answer, or where it is refused. */
const settle = (decision: Decision, { runs, approvals, at }: Ground): Settled | null => {
  const { input } = decision;
  const approval = approvals.get(input.approvalId);
  const run = runs.get(approval?.record.runId ?? '');
  if (!(approval && run) || isTerminalRunStatus(run.status) || run.parentStepId !== null) return null;
  const { record } = approval;
  const version = findCompiledVersion(run.organisationId, run.versionId);
  // What approvers corrected goes into the output, and is a matter of its own.
  const isPlain =
    record.budget === null && record.toolCallId === null && record.votes.length + input.corrections.length === 0;
  if (!(version && isPlain) || findRefusal(record, decision)) return null;
  const status = tallyWith(record, decision);
  const output = decisionOutput(decision, status, at, {});
  return isOpen(status) || mayBeLarge(output) ? null : { decision, approval, run, version, status, output };
};

/** Two requests of one run are two transitions, of which the second begins where the first one ends. */
const oneOfEachRun = (settled: readonly Settled[]): Settled[] => [
  ...new Map(settled.toReversed().map((each) => [each.run.id, each])).values(),
];

const carryOn = async (ports: TogetherPorts, { run, version, steps }: ReadRun, each: Settled): Promise<void> => {
  const { decision, approval, status, output } = each;
  const work = beginTransition(ports, run, version, { isNewRun: false, steps });
  work.audit.push(decisionEvent(approval.record, decision, status));
  await completeStep(work, approval.nodeId, approval.ordinal, { port: status, output });
  await flushTransition(work);
};

// Under the locks nothing can have changed; if it ever has, the number of rows tells, and nothing is written.
const settling = `WITH given AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS given (
      vote_id uuid, approval_id uuid, step_id uuid, stage int, user_id uuid, outcome text, reason text, form jsonb, digest text,
      status text, output jsonb)),
  voted AS (
    INSERT INTO approval_vote (id, organisation_id, approval_id, stage, user_id, outcome, reason, form, digest, created_at)
    SELECT vote_id, $2, approval_id, stage, user_id, outcome, reason, form, digest, $3 FROM given),
  closed AS (
    UPDATE approval_request r SET status = given.status, decided_at = $3, decided_by_id = given.user_id
    FROM given WHERE r.id = given.approval_id AND r.id = ANY($4::uuid[]) AND r.status = 'pending' RETURNING 1),
  resumed AS (
    UPDATE step SET status = 'completed', output = given.output, port = given.status, finished_at = $3, waiting_reason = NULL
    FROM given WHERE step.id = given.step_id AND step.id = ANY($5::uuid[]) AND step.status IN ('waiting', 'unknown') RETURNING 1)
  SELECT CASE WHEN (SELECT count(*) FROM closed) = cardinality($4::uuid[])
               AND (SELECT count(*) FROM resumed) = cardinality($5::uuid[]) THEN 1
    ELSE format('of %s decisions not all could be written', cardinality($4::uuid[]))::int END`;

/** Votes, the end of the requests, and that of the steps that asked. */
const sendSettled = (
  tx: Tx,
  { organisationId, at }: { readonly organisationId: OrganisationId; readonly at: Date },
  settled: readonly Settled[],
): void => {
  const rows = settled.map(({ decision: { person, input }, approval: { record }, status, output }) => ({
    vote_id: newId(),
    approval_id: record.id,
    step_id: record.stepId,
    stage: record.stage,
    user_id: person.userId,
    outcome: input.outcome,
    reason: input.reason,
    form: input.form,
    digest: input.digest,
    status,
    output,
  }));
  tx.send(settling, [
    JSON.stringify(rows),
    organisationId,
    at,
    rows.map(({ approval_id }) => approval_id),
    rows.map(({ step_id }) => step_id),
  ]);
};
