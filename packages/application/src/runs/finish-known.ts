import type { OrganisationId, StepId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { inTransaction } from '../change.ts';
import { findCompiledVersion } from './compiled-version.ts';
import { carryOnOne, type ReadRun, type StepFinish, type TogetherPorts } from './finish-batch.ts';
import { type Finished, workerActor } from './finish-step.ts';
import { gatherWrites, type KnownRows } from './gathered-writes.ts';

/** A result with all that its run's transition would read. */
export interface KnownFinish extends StepFinish {
  readonly read: ReadRun;
}

/** The same result with its run as this worker knows it; undefined when the run has to be read. */
export const withKnownRun = (finish: StepFinish): KnownFinish | undefined => {
  const { known, organisationId, versionId } = finish.step;
  const version = findCompiledVersion(organisationId, versionId);
  if (!(known && version) || known.run.versionId !== versionId) return undefined;
  // A transition writes into the object.
  return { ...finish, read: { run: known.run, version, steps: { ...known.steps } } };
};

const rowsOf = (finishes: readonly KnownFinish[]): KnownRows => ({
  revisions: new Map(finishes.map(({ read: { run } }) => [run.id, run.revision])),
  leaseTokens: new Map(finishes.map(({ step }) => [step.id, step.leaseToken])),
});

/** A row that somebody holds is left to them: whoever reads runs passes over those. */
export const lockTimeout = `SELECT set_config('lock_timeout', '25ms', true)`;

/**
 * Writes results into runs that this worker knows, in one transaction and one round trip: nothing is read, and nothing is written
 * unless every run has the revision and every step the lease that are known. Throws when one has not; then `finishBatch`
 * finds out which.
 */
export const finishKnown = (
  app: App,
  organisationId: OrganisationId,
  finishes: readonly KnownFinish[],
): Promise<ReadonlyMap<StepId, Finished>> =>
  inTransaction(app, { organisationId }, async (tx, after) => {
    const [actor, at] = [workerActor(organisationId), app.now()];
    const known = rowsOf(finishes);
    const writes = gatherWrites(tx, { organisationId, at, leaseMs: app.settings.leaseMs, known });
    const ports: TogetherPorts = { app, tx, after, actor, together: { writes, at } };
    tx.send(lockTimeout);
    const finished = new Map<StepId, Finished>();
    for (const finish of finishes) finished.set(finish.step.id, await carryOnOne(ports, finish.read, finish));
    writes.flush();
    return finished;
  });
