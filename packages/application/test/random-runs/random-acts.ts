import type { RunId, StepId } from '@switchyard/domain';
import { decideApproval } from '../../src/approvals/decide-approval.ts';
import { applyRunMigration } from '../../src/run-migrations/apply-run-migration.ts';
import { planRunMigration } from '../../src/run-migrations/plan-run-migration.ts';
import { cancelRun } from '../../src/runs/cancel-run.ts';
import { addItems, cancelItem, closeItems } from '../../src/runs/change-items.ts';
import { changeVariable } from '../../src/runs/change-variable.ts';
import { claimSteps } from '../../src/runs/claim-step.ts';
import { executeStep } from '../../src/runs/execute-step.ts';
import { fireDueTimers } from '../../src/runs/fire-timers.ts';
import { sweepFollowUps } from '../../src/runs/follow-up.ts';
import { pauseRun } from '../../src/runs/pause-run.ts';
import { rerunRun } from '../../src/runs/rerun-run.ts';
import { resumeRun } from '../../src/runs/resume-run.ts';
import { retryStep } from '../../src/runs/retry-step.ts';
import { sendMessage } from '../../src/runs/send-message.ts';
import { skipStep } from '../../src/runs/skip-step.ts';
import { startBulkOperation } from '../../src/runs/start-bulk-operation.ts';
import { stateOutcome } from '../../src/runs/state-outcome.ts';
import { stopBulkOperation } from '../../src/runs/stop-bulk-operation.ts';
import { releaseExpiredLeases } from '../../src/runs/sweep-steps.ts';
import { workBulkOperations } from '../../src/runs/work-bulk-operations.ts';
import { publishNext } from '../publish-next.ts';
import { childDepthMax } from './random-process.ts';
import { drawNextVersion } from './random-versions.ts';
import { loseLeases, orRefused, rowsOf, type Stage } from './stage.ts';

interface StepRow {
  readonly id: StepId;
  readonly run_id: RunId;
  readonly kind: string;
  readonly status: string;
  readonly waiting_reason: string | null;
}

const holder = (mayChain: boolean) => ({
  owner: 'random',
  stopping: new AbortController().signal,
  mayChain: () => mayChain,
});

const claim = (stage: Stage, max: number) =>
  claimSteps(stage.fixture.app, { owner: 'random', max, scope: { organisationId: stage.organisationId } });

const stepsWith = (stage: Stage, condition: string): Promise<StepRow[]> =>
  rowsOf(
    stage,
    `SELECT s.id, s.run_id, s.kind, s.status, s.waiting_reason FROM step s JOIN run r ON r.id = s.run_id
     WHERE s.organisation_id = $1 AND r.status IN ('running', 'waiting') AND ${condition} ORDER BY s.run_id, s.ordinal`,
  );

const runs = (stage: Stage, condition = `status IN ('running', 'waiting')`): Promise<{ id: RunId }[]> =>
  rowsOf(stage, `SELECT id FROM run WHERE organisation_id = $1 AND ${condition} ORDER BY id`);

const one = <Item>({ random }: Stage, items: readonly Item[]): Item | undefined =>
  items[random(Math.max(1, items.length))];

/** Works on what is due, as workers do, several at once. */
const work = async (stage: Stage): Promise<void> => {
  const claimed = await claim(stage, 1 + stage.random(5));
  await Promise.all(claimed.map((step) => executeStep(stage.fixture.app, step, holder(stage.random(2) === 0))));
};

const crash = async (stage: Stage): Promise<void> => {
  const claimed = await claim(stage, 1 + stage.random(2));
  stage.late.push(...claimed);
  await loseLeases(stage.fixture.app, stage.organisationId, 'random');
};

/** A worker that was stopped past its lease goes on: nothing it says counts any more. */
const comeLate = async (stage: Stage): Promise<void> => {
  const step = stage.late.shift();
  if (!step) return;
  const done = await executeStep(stage.fixture.app, step, holder(true));
  if (done > 0) throw new Error(`Step ${step.nodeId} was written by a holder whose lease had run out.`);
};

const tick = async (stage: Stage): Promise<void> => {
  stage.fixture.advance(1_000_000 * (1 + stage.random(10)));
  await fireDueTimers(stage.fixture.app);
};

interface Gate {
  readonly id: string;
  readonly digest: string;
}

const decide = async (stage: Stage): Promise<void> => {
  const gate = one(
    stage,
    await rowsOf<Gate>(
      stage,
      `SELECT id, digest FROM approval_request WHERE organisation_id = $1 AND status = 'pending' ORDER BY id`,
    ),
  );
  if (!gate) return;
  const outcomes = (['approved', 'rejected', 'changes'] as const).slice(stage.random(3));
  await Promise.all(
    [outcomes[0], outcomes.at(-1)].map((outcome) =>
      orRefused(
        decideApproval(stage.fixture.app, stage.ana, {
          approvalId: gate.id,
          outcome: outcome ?? 'approved',
          reason: 'random',
          digest: gate.digest,
        }),
      ),
    ),
  );
};

const send = async (stage: Stage): Promise<void> => {
  const run = one(stage, await runs(stage));
  const key = run && stage.random(3) > 0 ? run.id : 'all';
  await sendMessage(stage.fixture.app, stage.ana, {
    name: stage.random(2) ? 'stir' : 'ping',
    key,
    to: stage.random(3) ? 'one' : 'all',
    isKept: stage.random(2) === 0,
  });
};

const sweep = async (stage: Stage): Promise<void> => {
  await releaseExpiredLeases(stage.fixture.app);
  await sweepFollowUps(stage.fixture.app);
};

const mendHeld = async (stage: Stage): Promise<void> => {
  const step = one(stage, await stepsWith(stage, `s.status = 'failed' AND s.waiting_reason IS NOT NULL`));
  if (!step) return;
  const at = { runId: step.run_id, stepId: step.id, reason: 'random' };
  const { app } = stage.fixture;
  await orRefused(stage.random(2) ? retryStep(app, stage.ana, at) : skipStep(app, stage.ana, { ...at, output: {} }));
};

const skip = async (stage: Stage): Promise<void> => {
  const step = one(stage, await stepsWith(stage, `s.status IN ('ready', 'waiting', 'unknown')`));
  if (!step) return;
  const port = step.kind === 'approval' ? 'approved' : 'out';
  await orRefused(
    skipStep(stage.fixture.app, stage.ana, { runId: step.run_id, stepId: step.id, output: {}, port, reason: 'random' }),
  );
};

const tell = async (stage: Stage): Promise<void> => {
  const step = one(stage, await stepsWith(stage, `s.status = 'unknown'`));
  if (!step) return;
  const happened = stage.random(2) === 0;
  await orRefused(
    stateOutcome(stage.fixture.app, stage.ana, {
      runId: step.run_id,
      stepId: step.id,
      happened,
      reason: 'random',
      output: {},
    }),
  );
};

const items = async (stage: Stage): Promise<void> => {
  const step = one(stage, await stepsWith(stage, `s.kind = 'forEach' AND s.status = 'waiting'`));
  if (!step) return;
  const at = { runId: step.run_id, stepId: step.id };
  const { app } = stage.fixture;
  const choice = stage.random(3);
  if (choice === 0) await orRefused(addItems(app, stage.ana, { ...at, items: [7] }));
  else if (choice === 1) await orRefused(cancelItem(app, stage.ana, { ...at, index: stage.random(4) }));
  else await orRefused(closeItems(app, stage.ana, at));
};

const pause = async (stage: Stage): Promise<void> => {
  const run = one(stage, await runs(stage));
  if (run) await orRefused(pauseRun(stage.fixture.app, stage.ana, { runId: run.id }));
};

const resume = async (stage: Stage): Promise<void> => {
  const run = one(stage, await runs(stage, 'paused_at IS NOT NULL'));
  if (run) await orRefused(resumeRun(stage.fixture.app, stage.ana, { runId: run.id }));
};

const cancel = async (stage: Stage): Promise<void> => {
  const run = one(stage, await runs(stage));
  if (run) await orRefused(cancelRun(stage.fixture.app, stage.ana, { runId: run.id }));
};

/** Publishes another version and moves runs to it, by two at once. */
const migrate = async (stage: Stage): Promise<void> => {
  const { app } = stage.fixture;
  const { ana, organisationId, random, processes } = stage;
  const [slug, definition] = one(stage, [...processes]) ?? [];
  const next = definition && drawNextVersion(definition, random);
  if (!(slug && next)) return;
  await orRefused(
    (async () => {
      const toVersion = await publishNext(app, organisationId, slug, next.definition);
      processes.set(slug, next.definition);
      const mapping = Object.fromEntries(Object.entries(next.mapping).filter(() => random(8) > 0));
      const plan = await planRunMigration(app, ana, { workflowSlug: slug, toVersion, mapping });
      const apply = () => applyRunMigration(app, ana, { migrationId: plan.id, digest: plan.digest, isRetry: true });
      await Promise.all([apply(), apply()]);
    })(),
  );
};

/** Runs that have ended are run again, some at a time. */
const runsMax = 6;

const rerun = async (stage: Stage): Promise<void> => {
  const there = await runs(stage, 'true');
  const run = one(stage, await runs(stage, `status IN ('completed', 'failed', 'cancelled')`));
  if (!run || there.length >= runsMax) return;
  const steps = await rowsOf<{ id: StepId; run_id: RunId }>(
    stage,
    `SELECT id, run_id FROM step WHERE organisation_id = $1 ORDER BY run_id, ordinal`,
  );
  const step = one(
    stage,
    steps.filter(({ run_id }) => run_id === run.id),
  );
  const from = step && stage.random(3) > 0 ? { stepId: step.id } : {};
  const version = stage.random(2) ? 'same' : 'current';
  await orRefused(
    rerunRun(stage.fixture.app, stage.ana, { runId: run.id, version, again: stage.random(2) > 0, ...from }),
  );
};

const retryAll = async (stage: Stage): Promise<void> => {
  if ((await runs(stage, 'true')).length >= runsMax) return;
  const { app } = stage.fixture;
  const id = crypto.randomUUID();
  await orRefused(startBulkOperation(app, stage.ana, { kind: 'retry', id, filter: { kind: 'held' } }));
  const leaving = stage.random(3) === 0 ? [orRefused(stopBulkOperation(app, stage.ana, { id }))] : [];
  await Promise.all([workBulkOperations(app), workBulkOperations(app), ...leaving]);
};

const change = async (stage: Stage): Promise<void> => {
  const run = one(stage, await runs(stage));
  if (!run) return;
  const [row] = (
    await rowsOf<{ id: RunId; revision: number }>(stage, 'SELECT id, revision FROM run WHERE organisation_id = $1')
  ).filter(({ id }) => id === run.id);
  const { app } = stage.fixture;
  await orRefused(
    changeVariable(app, stage.ana, { runId: run.id, name: 'c', value: stage.random(6), revision: row?.revision ?? 1 }),
  );
};

const acts = {
  migrate,
  rerun,
  retryAll,
  change,
  work,
  crash,
  comeLate,
  tick,
  decide,
  send,
  sweep,
  mendHeld,
  skip,
  tell,
  items,
  pause,
  resume,
  cancel,
};
type Act = keyof typeof acts;

/** How often each happens. */
const weights: Readonly<Record<Act, number>> = {
  work: 12,
  crash: 2,
  comeLate: 2,
  tick: 3,
  decide: 4,
  send: 5,
  sweep: 5,
  mendHeld: 3,
  skip: 1,
  tell: 2,
  items: 2,
  pause: 1,
  resume: 3,
  cancel: 0,
  migrate: 3,
  rerun: 1,
  retryAll: 1,
  change: 1,
};

const hat: readonly Act[] = Object.entries(weights).flatMap(([act, count]) => Array<Act>(count).fill(act as Act));

/** One thing, or two at the same moment. */
export const actOnce = async (stage: Stage): Promise<void> => {
  const chosen = Array.from({ length: 1 + (stage.random(3) === 0 ? 1 : 0) }, () =>
    stage.random(120) === 0 ? 'cancel' : (hat[stage.random(hat.length)] ?? 'work'),
  );
  stage.diary.push(chosen.join('+'));
  await Promise.all(chosen.map((act) => acts[act](stage)));
};

/** Whatever would move a run that stands still, in the order in which people would try. */
const remedies: readonly Act[] = ['work', 'sweep', 'resume', 'decide', 'mendHeld', 'tell'];

/** Longer than any wait that is drawn: a body of several waits takes as many looks as it has. */
const longMs = 200_000_000;

export const moveOn = async (stage: Stage, round: number): Promise<void> => {
  for (const act of remedies) await acts[act](stage);
  stage.fixture.advance(longMs);
  await fireDueTimers(stage.fixture.app);
  for (const run of await runs(stage)) {
    for (const key of [run.id, 'all'])
      await sendMessage(stage.fixture.app, stage.ana, { name: round % 2 ? 'stir' : 'ping', key, isKept: false });
  }
  // A run inside a run inside a run: each look finds the next one.
  for (let depth = 0; depth <= childDepthMax; depth += 1) await sweep(stage);
};

export const cancelAll = async (stage: Stage): Promise<void> => {
  for (const { id } of await runs(stage)) await orRefused(cancelRun(stage.fixture.app, stage.ana, { runId: id }));
};

/** What only an expression could move: skipped. */
export const skipConditions = async (stage: Stage): Promise<void> => {
  for (const { id, run_id } of await stepsWith(stage, `s.kind = 'condition' AND s.status = 'waiting'`))
    await orRefused(
      skipStep(stage.fixture.app, stage.ana, { runId: run_id, stepId: id, output: {}, reason: 'random' }),
    );
};
