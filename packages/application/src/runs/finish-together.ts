import { setTimeout as delay } from 'node:timers/promises';
import type { OrganisationId, StepId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { packLarge } from '../payloads/pack-large.ts';
import { finishBatch, isBatchable, type StepFinish } from './finish-batch.ts';
import { finishKnown, withKnownRun } from './finish-known.ts';
import { type Finished, finishStep } from './finish-step.ts';

/** How long others wait for what is being written: a run that somebody holds must not hold them too. */
const patienceMs = 20;
/** Results in one transaction: beyond this a failure costs more than sharing saves. */
const batchMax = 32;

interface Waiting {
  readonly finish: StepFinish;
  readonly resolve: (finished: Finished | Promise<Finished>) => void;
}

/** Results of one organisation that have not been written yet. */
interface Desk {
  waiting: Waiting[];
  isWriting: boolean;
}

const desks = new WeakMap<App, Map<OrganisationId, Desk>>();

const deskOf = (app: App, organisationId: OrganisationId): Desk => {
  const ofApp = desks.get(app) ?? new Map<OrganisationId, Desk>();
  desks.set(app, ofApp);
  const desk = ofApp.get(organisationId) ?? { waiting: [], isWriting: false };
  ofApp.set(organisationId, desk);
  return desk;
};

/**
 * Writes a result and carries the run on, like `finishStep`. While this process is writing results of the organisation, others
 * that come are kept and written together as soon as that is done: alone a result waits for nothing, and the more there
 * are, the less each costs. Throws as `finishStep`.
 */
export const finishTogether = async (app: App, finish: StepFinish): Promise<Finished> => {
  if (!isBatchable(finish)) return finishAlone(app, finish);
  const { result, step } = finish;
  const { organisationId } = step;
  // Before any run is locked: storing a large result may take its time.
  if (result.kind === 'completed') await packLarge(app, { organisationId }, [result.output]);
  return new Promise<Finished>((resolve) => {
    const desk = deskOf(app, organisationId);
    desk.waiting.push({ finish, resolve });
    if (!desk.isWriting) void writeAll(app, organisationId, desk);
  });
};

const finishAlone = (app: App, { step, result, chainTo }: StepFinish): Promise<Finished> =>
  finishStep(app, step, result, { chainTo });

const writeAll = async (app: App, organisationId: OrganisationId, desk: Desk): Promise<void> => {
  desk.isWriting = true;
  // What comes in the same turn of the event loop belongs together.
  await new Promise(setImmediate);
  while (desk.waiting.length > 0) await atMost(patienceMs, writeSome(app, organisationId, takeBatch(desk)));
  desk.isWriting = false;
  desks.get(app)?.delete(organisationId);
};

const atMost = async (ms: number, work: Promise<void>): Promise<void> => {
  const done = new AbortController();
  const patience = delay(ms, undefined, { signal: done.signal }).catch(() => undefined);
  await Promise.race([work.finally(() => done.abort()), patience]);
};

/** The first results, of one step of each run at most: the second of a run begins where the first one ends. */
const takeBatch = (desk: Desk): Waiting[] => {
  const batch = new Map<string, Waiting>();
  const rest: Waiting[] = [];
  for (const each of desk.waiting) {
    const { runId } = each.finish.step;
    if (batch.has(runId) || batch.size >= batchMax) rest.push(each);
    else batch.set(runId, each);
  }
  desk.waiting = rest;
  return [...batch.values()];
};

/** Written if this process knows every run; undefined where something has changed, or a run has to be read. */
const writeKnown = async (
  app: App,
  organisationId: OrganisationId,
  finishes: readonly StepFinish[],
): Promise<ReadonlyMap<StepId, Finished> | undefined> => {
  const known = finishes.flatMap((finish) => withKnownRun(finish) ?? []);
  if (known.length < finishes.length) return undefined;
  return finishKnown(app, organisationId, known).catch((cause: unknown) => {
    app.log.debug({ err: cause }, 'runs are read again');
    return undefined;
  });
};

/** What cannot be written together is written alone, where it also gets its own error; nobody waits for that. */
const writeSome = async (app: App, organisationId: OrganisationId, batch: readonly Waiting[]): Promise<void> => {
  const finishes = batch.map(({ finish }) => finish);
  const written = await writeKnown(app, organisationId, finishes);
  if (written) return answerAll(app, batch, written);
  const [first] = batch;
  if (first && batch.length === 1) {
    const alone = finishAlone(app, first.finish);
    first.resolve(alone);
    await alone.catch(() => undefined);
    return;
  }
  const finished = await finishBatch(app, organisationId, finishes).catch((cause: unknown) => {
    app.log.debug({ err: cause }, 'results not written together');
    return new Map<StepId, Finished>();
  });
  answerAll(app, batch, finished);
};

const answerAll = (app: App, batch: readonly Waiting[], finished: ReadonlyMap<StepId, Finished>): void => {
  for (const { finish, resolve } of batch) resolve(finished.get(finish.step.id) ?? finishAlone(app, finish));
};
