import type { Actor } from '@switchyard/domain';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { findLimitedOrganisations } from '../flow/limited-organisations.ts';
import { packLarge } from '../payloads/pack-large.ts';
import { openDesks } from './desk.ts';
import {
  type KnownStart,
  mayShare,
  openStartBatch,
  type StartBatch,
  type StartRequest,
  startAlone,
} from './start-batch.ts';
import { requireTrigger, type StartedRun } from './start-run.ts';

/**
 * Starts a run of what was published when somebody last looked: nothing is read before, all is written in one round trip, together
 * with others that are being started, and nothing is written unless `guard` holds. Throws `conflict` when the key has started a
 * run already, and whatever `isStale` recognises when the guard does not hold; either way the caller looks again.
 */
export const startKnownVersion = async (app: App, actor: Actor, start: KnownStart): Promise<StartedRun> => {
  authorise(actor, 'runs.start');
  requireTrigger(start.version, start.trigger);
  // Before the transaction: storing a large input may take its time.
  await packLarge(app, tenant(actor), [start.input]);
  // Under limits every step asks for its turn, scripts too.
  const isLimited = (await findLimitedOrganisations(app)).has(actor.organisationId);
  const request = { actor, start, isLimited };
  if (!mayShare(actor.organisationId, start.version)) return startAlone(app, request);
  return startTogether(app, JSON.stringify([isLimited, actor]), request);
};

interface Waiting {
  readonly request: StartRequest;
  readonly resolve: (started: StartedRun | Promise<StartedRun>) => void;
}

/** What is written next: others join until then. */
interface Batch {
  readonly starts: StartBatch;
  readonly waiting: Waiting[];
  /** Nobody else joins. */
  readonly close: () => void;
}

/** Starts in one transaction: beyond this a failure costs more than sharing saves. */
const batchMax = 16;

const openBatches = new WeakMap<App, Map<string, Batch>>();

const batchFor = (app: App, key: string, request: StartRequest): Batch => {
  const ofApp = openBatches.get(app) ?? new Map<string, Batch>();
  openBatches.set(app, ofApp);
  const known = ofApp.get(key);
  if (known && known.waiting.length < batchMax) return known;
  const fresh: Batch = {
    starts: openStartBatch(app, request),
    waiting: [],
    close: () => {
      if (ofApp.get(key) === fresh) ofApp.delete(key);
    },
  };
  ofApp.set(key, fresh);
  writeAtDesk(app, key, fresh);
  return fresh;
};

const startTogether = (app: App, key: string, request: StartRequest): Promise<StartedRun> =>
  new Promise((resolve) => {
    const { waiting, starts } = batchFor(app, key, request);
    waiting.push({ request, resolve });
    starts.add(request.start);
  });

/** Those that cannot be written together are written alone, where each also gets its own error. */
const writeBatch = async (app: App, { starts, waiting, close }: Batch): Promise<void> => {
  close();
  const written = starts.write();
  const [first, ...more] = waiting;
  if (first && more.length === 0) first.resolve(written.then(([started]) => started ?? startAlone(app, first.request)));
  const started = await written.catch((cause: unknown) => {
    app.log.debug({ err: cause }, 'runs not started together');
    return [];
  });
  if (more.length === 0) return;
  for (const [index, { request, resolve }] of waiting.entries()) resolve(started[index] ?? startAlone(app, request));
};

const writeAtDesk = openDesks<Batch>({
  split: (waiting) => ({ batch: waiting.slice(0, 1), rest: waiting.slice(1) }),
  write: async (app, batches) => {
    for (const batch of batches) await writeBatch(app, batch);
  },
});

/** Whether the guard of a new run did not hold: its row came without a workflow. */
export const isStale = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  'code' in thrown &&
  thrown.code === '23502' &&
  'column' in thrown &&
  thrown.column === 'workflow_id';
