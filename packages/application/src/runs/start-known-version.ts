import { type Actor, type JsonObject, priorityDefault } from '@switchyard/domain';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { packLarge } from '../payloads/pack-large.ts';
import type { CompiledVersion } from './compiled-version.ts';
import { createRun, requireTrigger, type StartedRun, starter } from './start-run.ts';
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
  return inTransaction(app, tenant(actor), (tx, after) =>
    createRun({ app, tx, after, actor }, start.version, {
      input: start.input,
      trigger: start.trigger,
      idempotencyKey: start.idempotencyKey,
      priority: priorityDefault,
      starter: starter(actor),
      guard: start.guard,
    }),
  );
};

/** Whether the guard of a new run did not hold: its row came without a workflow. */
export const isStale = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  'code' in thrown &&
  thrown.code === '23502' &&
  'column' in thrown &&
  thrown.column === 'workflow_id';
