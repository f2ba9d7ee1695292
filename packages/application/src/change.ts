import type { PrismaTx, Scope, Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';
import type { Job } from '@switchyard/queue';
import type { App } from './app.ts';

/** Collects what must be rung once the transaction has committed. */
export interface AfterCommit {
  ring(job: Job): void;
}

/** Hand-written SQL in one transaction; jobs collected through `after` are rung once it has committed. */
export const inTransaction = <Value>(
  app: App,
  scope: Scope,
  work: (tx: Tx, after: AfterCommit) => Promise<Value>,
): Promise<Value> => ringAfter(app, (after) => app.db.transaction(scope, (tx) => work(tx, after)));

/** The same with the typed client, for everything that is not a hot path. */
export const inPrismaTransaction = <Value>(
  app: App,
  scope: Scope,
  work: (tx: PrismaTx, after: AfterCommit) => Promise<Value>,
): Promise<Value> => ringAfter(app, (after) => app.db.prismaTransaction(scope, (tx) => work(tx, after)));

const ringAfter = async <Value>(app: App, work: (after: AfterCommit) => Promise<Value>): Promise<Value> => {
  const jobs: Job[] = [];
  const value = await work({ ring: (job) => jobs.push(job) });
  // The change is committed: a bell that cannot be rung must not make it look failed. The sweep rings again.
  if (jobs.length > 0) {
    await app.bell.ring(jobs).catch((cause: unknown) => app.log.warn({ err: cause }, 'bell not rung; the sweep will'));
  }
  return value;
};

/** The organisation of a tenant scope. */
export const tenant = (actor: { readonly organisationId: OrganisationId }) => ({
  organisationId: actor.organisationId,
});
