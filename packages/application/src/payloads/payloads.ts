import type { PayloadStore } from '@switchyard/connectors';
import type { Database } from '@switchyard/db';
import { DomainError } from '@switchyard/domain';

/** Where large values go. */
export interface Payloads {
  readonly store: PayloadStore;
  /**
   * Connections of its own, few and opened when needed: what is stored is announced in a transaction that commits at once,
   * also while the caller's is open. Were they of the common pool, callers holding all of it would wait for each other.
   */
  readonly db: Database;
}

/** Content that a run may not refer to for so long is garbage. Far longer than any transaction lasts. */
export const graceMs = 3_600_000;
/** How often collection looks at what is in use. */
export const recheckMs = 86_400_000;

/** The store of this installation. Throws `misconfigured`, retryable: values wait there until the setting is back. */
export const requirePayloads = (payloads: Payloads | null): Payloads => {
  if (payloads) return payloads;
  throw new DomainError(
    'misconfigured',
    'A large value of this run lies outside the database, but SWITCHYARD_PAYLOADS is not set for this process. Set it to the folder or bucket that held the payloads.',
    { retryable: true },
  );
};
