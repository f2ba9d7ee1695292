import type { Actor } from '@switchyard/domain';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { findLimitedOrganisations } from '../flow/limited-organisations.ts';
import { packLarge } from '../payloads/pack-large.ts';
import { openDesks } from './desk.ts';
import { type KnownStart, mayShare, type StartRequest, startAlone, startBatch } from './start-batch.ts';
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
  return new Promise((resolve) => startAtDesk(app, JSON.stringify([isLimited, actor]), { request, resolve }));
};

interface Waiting {
  readonly request: StartRequest;
  readonly resolve: (started: StartedRun | Promise<StartedRun>) => void;
}

/** Starts in one transaction: beyond this a failure costs more than sharing saves. */
const batchMax = 16;

/** Those that cannot be written together are written alone, where each also gets its own error. */
const writeBatch = async (app: App, batch: readonly Waiting[]): Promise<void> => {
  const [first, ...more] = batch;
  if (!first) return;
  if (more.length === 0) {
    const alone = startAlone(app, first.request);
    first.resolve(alone);
    await alone.catch(() => undefined);
    return;
  }
  const requests = [first.request, ...more.map(({ request }) => request)] as const;
  const started = await startBatch(app, requests).catch((cause: unknown) => {
    app.log.debug({ err: cause }, 'runs not started together');
    return [];
  });
  for (const [index, { request, resolve }] of batch.entries()) resolve(started[index] ?? startAlone(app, request));
};

const startAtDesk = openDesks<Waiting>({
  split: (waiting) => ({ batch: waiting.slice(0, batchMax), rest: waiting.slice(batchMax) }),
  write: writeBatch,
});

/** Whether the guard of a new run did not hold: its row came without a workflow. */
export const isStale = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  'code' in thrown &&
  thrown.code === '23502' &&
  'column' in thrown &&
  thrown.column === 'workflow_id';
