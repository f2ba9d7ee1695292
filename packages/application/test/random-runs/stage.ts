import { type Definition, isDomainError, type OrganisationId, type UserActor } from '@switchyard/domain';
import type { App } from '../../src/app.ts';
import type { ClaimedStep } from '../../src/runs/claim-step.ts';
import { releaseExpiredLeases } from '../../src/runs/sweep-steps.ts';
import type { TestApp } from '../create-test-app.ts';

/** The same numbers for the same seed (mulberry32), each from 0 to below `count`. */
export const randomFrom = (seed: number) => {
  let state = seed >>> 0;
  return (count: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % count;
  };
};

/** An organisation whose runs things happen to. */
export interface Stage {
  readonly fixture: TestApp;
  readonly organisationId: OrganisationId;
  readonly ana: UserActor;
  readonly random: (count: number) => number;
  /** What happened, for whoever reads about a failure. */
  readonly diary: string[];
  /** What each workflow does in its latest version, by slug. */
  readonly processes: Map<string, Definition>;
  /** Claimed by workers that are gone, or will come late. */
  readonly late: ClaimedStep[];
}

/** Rows of the organisation, which is the statement's $1. */
export const rowsOf = <Row>({ fixture, organisationId }: Stage, text: string): Promise<Row[]> =>
  fixture.app.db.queryOnce<Row>({ organisationId }, text, [organisationId]);

/** What a worker under this name holds is over, and its process was seen to end. Not by a millisecond: leases are kept in those. */
export const loseLeases = async (app: App, organisationId: OrganisationId, owner: string): Promise<void> => {
  await app.db.transaction({ organisationId }, (tx) =>
    tx.execute(
      `UPDATE step SET lease_until = now() - interval '1 second', lease_owner = NULL
       WHERE organisation_id = $1 AND status = 'running' AND lease_owner = $2`,
      [organisationId, owner],
    ),
  );
  await releaseExpiredLeases(app);
};

/** What the product says no with; anything else is a fault of the product. */
const refusals = new Set([
  'not_permitted_now',
  'conflict',
  'invalid_input',
  'forbidden',
  'not_found',
  'limit_exceeded',
]);

export const orRefused = async (work: Promise<unknown>): Promise<void> => {
  await work.catch((thrown: unknown) => {
    if (!(isDomainError(thrown) && refusals.has(thrown.code))) throw thrown;
  });
};

export const isOver = `('completed', 'failed', 'cancelled')`;
export const isLive = `s.status IN ('ready', 'running', 'waiting', 'unknown')`;
