import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { type ClaimedCase, caseLeaseMs, claimCases, keepCases } from './claim-cases.ts';
import { type EvalRecord, evalLabel, requireEval } from './eval-record.ts';
import { finishEvals } from './finish-evals.ts';
import { performCase } from './perform-case.ts';
import { storeOutcome } from './store-outcome.ts';

/** Calls that one worker makes at a time; evaluations are in nobody's way. */
const defaultConcurrency = 4;

export interface EvalWorkOptions {
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
}

/**
 * One round of evaluations: begins some open cases, asks, grades, keeps each answer as soon as it is there, and finishes
 * evaluations that have nothing left. Returns how many cases it did; any number of workers may do this at once.
 */
export const workEvals = async (app: App, options: EvalWorkOptions = {}): Promise<number> => {
  const { concurrency = defaultConcurrency, signal = new AbortController().signal } = options;
  const claimed = await claimCases(app, concurrency);
  const underWay = new Set(claimed);
  const beat = setInterval(() => {
    keepCases(app, [...underWay]).catch((cause: unknown) =>
      app.log.warn({ err: cause }, 'lease of eval cases not kept'),
    );
  }, caseLeaseMs / 3);
  try {
    const runs = new Map<string, Promise<EvalRecord>>();
    const runOf = ({ evalRunId, organisationId }: ClaimedCase) => {
      const known =
        runs.get(evalRunId) ??
        app.db.transaction({ organisationId }, (tx) => requireEval(tx, organisationId, evalRunId));
      runs.set(evalRunId, known);
      return known;
    };
    const results = await Promise.allSettled(
      claimed.map(async (each) => {
        await workCase(app, await runOf(each), each, signal);
        underWay.delete(each);
      }),
    );
    for (const result of results) {
      if (result.status === 'rejected') app.log.error({ err: result.reason }, 'eval case not done');
    }
  } finally {
    clearInterval(beat);
  }
  await finishEvals(app);
  return claimed.length;
};

const workCase = async (app: App, run: EvalRecord, claimed: ClaimedCase, signal: AbortSignal): Promise<void> => {
  const outcome = await performCase(app, run, claimed, signal);
  if (outcome.kind === 'answered') return storeOutcome(app, run, claimed, outcome);
  await stop(app, run, claimed, outcome.reason);
};

/** Nothing was asked: the case is open again, and the evaluation waits for people to mend what stands in its way. */
const stop = async (app: App, run: EvalRecord, claimed: ClaimedCase, reason: string): Promise<void> => {
  const { organisationId } = run;
  await app.db.transaction({ organisationId }, async (tx) => {
    await tx.execute(
      `UPDATE eval_result SET status = 'pending', lease_until = NULL
       WHERE eval_run_id = $1 AND case_id = $2 AND arm = $3 AND fence_token = $4 AND status = 'begun'`,
      [claimed.evalRunId, claimed.caseId, claimed.arm, claimed.fenceToken],
    );
    const stopped = await tx.execute(
      `UPDATE eval_run SET status = 'stopped', stop_reason = $3
       WHERE organisation_id = $1 AND id = $2 AND status = 'running'`,
      [organisationId, run.id, reason],
    );
    if (stopped === 0) return;
    await appendAudit(tx, { kind: 'system', organisationId, name: 'evaluations' }, app.now(), {
      type: 'eval.stopped',
      target: { id: run.id, label: evalLabel(run) },
      payload: { reason },
    });
  });
};
