import {
  type App,
  type ClaimedStep,
  claimSteps,
  collectPayloads,
  detachOldReceipts,
  executeStep,
  fireDueSchedules,
  fireDueTimers,
  foldSpend,
  keepReceiptPartitions,
  learnDueRouters,
  noteWorker,
  openParcel,
  releaseBudgetWaits,
  releaseExpiredLeases,
  type StepHolder,
  sealAuditLogs,
  seenEveryMs,
  sweepAnswers,
  sweepBudgets,
  sweepFollowUps,
  sweepThrottle,
  workBulkOperations,
} from '@switchyard/application';
import { type LentHands, lendHands, listen, type QueueTarget } from '@switchyard/queue';
import { ownerOf } from './owner.ts';
import { openQuarantine, type Quarantine } from './quarantine.ts';
import { startEvalLoop } from './start-eval-loop.ts';
import { type Loop, startLoop } from './start-loop.ts';
import { startTrainingLoop } from './start-training-loop.ts';
import { type Taking, takeSteps } from './take-steps.ts';

export interface WorkerOptions {
  readonly app: App;
  readonly target: QueueTarget;
  readonly concurrency: number;
  readonly graceMs: number;
  /** Whole months that receipts are kept; null, the default, keeps them for ever. */
  readonly receiptMonths?: number | null;
}

export interface RunningWorker {
  /** Takes nothing new, finishes what is in hand within the grace period, hands the rest back. */
  stop(): Promise<void>;
}

/** What came within this is looked for each second; anything older, which only a long outage leaves behind, each minute. */
const recentMs = 300_000;

/** Rounds that keep every promise even when the queue has lost everything. */
const startLoops = (app: App, owner: string, quarantine: Quarantine, receiptMonths: number | null): Loop[] => {
  const onError = (error: unknown) => app.log.error({ err: error }, 'sweep failed');
  const loop = (everyMs: number, round: () => Promise<number>) => startLoop({ everyMs, round, onError });
  return [
    loop(250, () => fireDueTimers(app)),
    loop(1000, () => fireDueSchedules(app)),
    loop(1000, () => sweepFollowUps(app, { since: new Date(app.now().getTime() - recentMs) })),
    loop(60_000, () => sweepFollowUps(app)),
    loop(2000, () => releaseExpiredLeases(app)),
    loop(2000, async () => {
      await sweepBudgets(app);
      return releaseBudgetWaits(app);
    }),
    loop(seenEveryMs, async () => {
      await noteWorker(app, owner);
      return 0;
    }),
    loop(1000, async () => {
      await quarantine.look();
      return 0;
    }),
    // Each round seals all there is; a pause after it keeps checkpoints from becoming as many as events.
    loop(2000, async () => {
      await sealAuditLogs(app);
      return 0;
    }),
    startTrainingLoop(app),
    // An item at a time: a stop waits for the batch in hand.
    loop(1000, () => workBulkOperations(app)),
    loop(60_000, () => learnDueRouters(app)),
    loop(600_000, () => sweepThrottle(app)),
    loop(600_000, () => collectPayloads(app)),
    loop(600_000, () => sweepAnswers(app)),
    loop(600_000, () => keepReceiptPartitions(app)),
    // Spend comes in all the time: what came since waits for the next round.
    loop(60_000, async () => {
      await foldSpend(app);
      return 0;
    }),
    loop(3_600_000, () => (receiptMonths === null ? Promise.resolve(0) : detachOldReceipts(app, receiptMonths))),
  ];
};

/** Three quarters of the hands: claims have the others at any time, whoever hands over however much. */
const lendSome = (
  app: App,
  {
    target,
    owner,
    concurrency,
    taking,
  }: Pick<WorkerOptions, 'target' | 'concurrency'> & {
    readonly owner: string;
    readonly taking: Taking<ClaimedStep>;
  },
): LentHands | null =>
  target.ringDirectory === null
    ? null
    : lendHands({
        directory: target.ringDirectory,
        owner,
        count: Math.floor(concurrency * 0.75),
        onParcel: async (parcel) => {
          const step = openParcel(parcel);
          if (step) await taking.give(step);
        },
        onError: (error) => app.log.error({ err: error }, 'hands not lent'),
      });

export const startWorker = ({
  app,
  target,
  concurrency,
  graceMs,
  receiptMonths = null,
}: WorkerOptions): RunningWorker => {
  const owner = ownerOf(process.pid);
  const stopping = new AbortController();
  let isClosing = false;
  const holder: StepHolder = { owner, stopping: stopping.signal, mayChain: () => !isClosing };
  const quarantine = openQuarantine(app);
  const loops = [...startLoops(app, owner, quarantine, receiptMonths), startEvalLoop(app, stopping.signal)];
  const taking = takeSteps({
    concurrency,
    claim: (max) => claimSteps(app, { owner, max, which: 'unsuspected', restMs: 25 }),
    execute: (step) => executeStep(app, step, holder),
    onError: (error) => app.log.error({ err: error }, 'step not done'),
  });
  const listener = listen({
    target,
    onRing: taking.wake,
    onError: (error) => app.log.error({ err: error }, 'bell not heard'),
  });
  const lent = lendSome(app, { target, owner, concurrency, taking });
  // What was on its way is in hand once nothing is lent any more.
  const stopLending = async () => {
    await lent?.close();
    await taking.stop();
  };
  return {
    stop: async () => {
      isClosing = true;
      const deadline = setTimeout(() => stopping.abort(), graceMs);
      const ended = [listener.close(), taking.stop(), stopLending(), quarantine.stop()];
      await Promise.all([...ended, ...loops.map((loop) => loop.stop())]);
      clearTimeout(deadline);
    },
  };
};
