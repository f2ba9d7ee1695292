import type { OrganisationId, StepId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { packLarge } from '../payloads/pack-large.ts';
import { openDesks } from './desk.ts';
import { finishBatch, isBatchable, type StepFinish } from './finish-batch.ts';
import { finishKnown, withKnownRun } from './finish-known.ts';
import { type Finished, finishStep } from './finish-step.ts';

/** Results in one transaction: beyond this a failure costs more than sharing saves. */
const batchMax = 32;

interface Waiting {
  readonly finish: StepFinish;
  readonly resolve: (finished: Finished | Promise<Finished>) => void;
}

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
  return new Promise<Finished>((resolve) => writeAtDesk(app, organisationId, { finish, resolve }));
};

const finishAlone = (app: App, { step, result, chainTo }: StepFinish): Promise<Finished> =>
  finishStep(app, step, result, { chainTo });

/** The first results, of one step of each run at most: the second of a run begins where the first one ends. */
const split = (waiting: readonly Waiting[]) => {
  const batch = new Map<string, Waiting>();
  const rest: Waiting[] = [];
  for (const each of waiting) {
    const { runId } = each.finish.step;
    if (batch.has(runId) || batch.size >= batchMax) rest.push(each);
    else batch.set(runId, each);
  }
  return { batch: [...batch.values()], rest };
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
const write = async (app: App, batch: readonly Waiting[]): Promise<void> => {
  const [first] = batch;
  if (!first) return;
  const finishes = batch.map(({ finish }) => finish);
  const { organisationId } = first.finish.step;
  const written = await writeKnown(app, organisationId, finishes);
  if (written) return answerAll(app, batch, written);
  if (batch.length === 1) {
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

const writeAtDesk = openDesks<Waiting>({ split, write });
