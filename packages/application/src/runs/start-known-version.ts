import { type Actor, type JsonObject, priorityDefault } from '@switchyard/domain';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { findLimitedOrganisations } from '../flow/limited-organisations.ts';
import { packLarge } from '../payloads/pack-large.ts';
import type { CompiledVersion } from './compiled-version.ts';
import { scriptsMaxMs } from './evaluate-script.ts';
import { flushTransition } from './flush-transition.ts';
import { beginHandingOver, type HandingOver, handOverLeaseMs } from './hand-over.ts';
import { openRun, requireTrigger, type StartedRun, starter } from './start-run.ts';
import type { TransitionPorts } from './transition.ts';
import type { RunGuard } from './transition-work.ts';

export interface KnownStart {
  readonly version: CompiledVersion;
  readonly trigger: 'webhook';
  readonly input: JsonObject;
  readonly idempotencyKey: string;
  /** Asks while the run is written whether what is known still holds. */
  readonly guard: RunGuard;
}

/**
 * Starts a run of what was published when somebody last looked: nothing is read before, all is written in one round trip, and
 * nothing is written unless `guard` holds. Throws `conflict` when the key has started a run already, and whatever
 * `isStale` recognises when the guard does not hold; either way the caller looks again.
 */
export const startKnownVersion = async (app: App, actor: Actor, start: KnownStart): Promise<StartedRun> => {
  authorise(actor, 'runs.start');
  requireTrigger(start.version, start.trigger);
  // Before the transaction: storing a large input may take its time.
  await packLarge(app, tenant(actor), [start.input]);
  // Under limits every step asks for its turn, scripts too.
  const isLimited = (await findLimitedOrganisations(app)).has(actor.organisationId);
  const handing = beginHandingOver(app, isLimited ? null : app.hands);
  try {
    const started = await inTransaction(app, tenant(actor), (tx, after) => {
      // Nothing is read or locked, so that nobody waits for what is evaluated here.
      const scriptsUntilMs = isLimited ? 0 : performance.now() + scriptsMaxMs;
      return writeRun({ app, tx, after, actor, scriptsUntilMs, leaseMs: handOverLeaseMs(app) }, start, handing);
    });
    handing.send();
    return started;
  } catch (thrown) {
    handing.giveUp();
    throw thrown;
  }
};

const writeRun = async (ports: TransitionPorts, start: KnownStart, handing: HandingOver): Promise<StartedRun> => {
  const work = await openRun(ports, start.version, {
    input: start.input,
    trigger: start.trigger,
    idempotencyKey: start.idempotencyKey,
    priority: priorityDefault,
    starter: starter(ports.actor),
    guard: start.guard,
  });
  handing.choose(work);
  const status = await flushTransition(work);
  handing.pack(work);
  return { runId: work.run.id, status, isDuplicate: false };
};

/** Whether the guard of a new run did not hold: its row came without a workflow. */
export const isStale = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  'code' in thrown &&
  thrown.code === '23502' &&
  'column' in thrown &&
  thrown.column === 'workflow_id';
