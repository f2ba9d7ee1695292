import type { PrismaTx, Scope, Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';
import type { App, FollowUp } from './app.ts';

/** What is to be done once the transaction has committed. */
export interface AfterCommit {
  /** Steps have become ready: workers are told. */
  ring(): void;
  /** What the change makes possible elsewhere is begun. */
  follow(request: FollowUp): void;
}

/** Hand-written SQL in one transaction; what `after` was told is done once it has committed. */
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
  let hasDueSteps = false;
  const requests: FollowUp[] = [];
  const value = await work({
    ring: () => {
      hasDueSteps = true;
    },
    follow: (request) => {
      requests.push(request);
    },
  });
  // Nobody waits for the bell, and one that cannot be rung must not make a committed change look failed: workers look by
  // themselves a moment later.
  if (hasDueSteps) {
    app.bell
      .ring()
      .catch((cause: unknown) => app.log.warn({ err: cause }, 'bell not rung; workers look by themselves'));
  }
  for (const request of requests) app.followUp(request);
  return value;
};

/** The organisation of a tenant scope. */
export const tenant = (actor: { readonly organisationId: OrganisationId }) => ({
  organisationId: actor.organisationId,
});
