import {
  type OrganisationId,
  type ReceiptAttempt,
  type TaskSpec,
  type TokenUsage,
  toFailure,
} from '@switchyard/domain';
import { type AttemptAdmission, type AttemptIntent, circuitKeyOf, type RoutingPolicy } from '@switchyard/routing';
import type { App } from '../app.ts';
import type { RegisteredSupplier } from '../routing/load-routing.ts';
import { acquireSupply, type SupplySubject } from './acquire-supply.ts';
import { waitForRest } from './rests.ts';
import { supplyLimitError, supplyRestError } from './supply-words.ts';

/** What a call to a supplier, at one of its keys or regions, is counted in. */
export const supplySubjectsOf = (supplier: RegisteredSupplier, endpoint: string | undefined): SupplySubject[] => {
  const { id, name, limits, endpoints } = supplier;
  const own: SupplySubject = { id: `supplier:${id}`, label: name, limits };
  const asked = endpoints?.find(({ label }) => label === endpoint);
  if (!asked?.id) return [own];
  return [own, { id: `endpoint:${asked.id}`, label: `${name} (${asked.label})`, limits: asked.limits }];
};

/** All that was read and written; reasoning is part of what was written. */
export const tokensUsed = ({ input, cachedInput, cacheWrite, output }: TokenUsage): number =>
  input + cachedInput + cacheWrite + output;

/** How long work that cannot be put off waits for room under limits: a whole minute passes. */
export const patientMs = 65_000;

export interface TaskSupply {
  readonly organisationId: OrganisationId;
  readonly suppliers: readonly RegisteredSupplier[];
  readonly task: Pick<TaskSpec, 'maxOutputTokens'>;
  readonly inputTokens: number;
  readonly policy: Pick<RoutingPolicy, 'waitsAtSupplyLimit' | 'pauseMsMax'>;
  /** How long room is waited for, where there is no other key or region; without it as long as a pause may be. */
  readonly waitMs?: number | undefined;
  readonly signal: AbortSignal;
}

type Admit = (intent: AttemptIntent) => Promise<AttemptAdmission>;

/** Admits an attempt only while its supplier's limits have room for it, and gives back what it took when it is over. */
export const withinSupply =
  (app: App, supply: TaskSupply, admit: Admit): Admit =>
  async (intent) => {
    const { organisationId, suppliers, task, inputTokens, policy, signal } = supply;
    const supplier = suppliers.find(({ id }) => id === intent.candidate.supplierId);
    if (!supplier) return admit(intent);
    const tokens = inputTokens + task.maxOutputTokens;
    const waitMs = intent.hasOtherEndpoint ? 0 : (supply.waitMs ?? policy.pauseMsMax);
    const circuitKey = circuitKeyOf(intent.candidate.ref, intent.endpoint);
    const restMs = await waitForRest(app, { organisationId, circuitKey, waitMs, signal });
    if (restMs > 0) {
      const failure = toFailure(supplyRestError(app, supplier.name, restMs));
      return { kind: 'limited', failure, retryAfterMs: Math.ceil(restMs), mayPassOver: !policy.waitsAtSupplyLimit };
    }
    const answer = await acquireSupply(app, {
      organisationId,
      subjects: supplySubjectsOf(supplier, intent.endpoint),
      tokens,
      waitMs,
      signal,
    });
    if (answer.kind === 'limited') {
      const failure = toFailure(supplyLimitError(app, answer.shortage));
      const { retryAfterMs } = answer.shortage;
      return { kind: 'limited', failure, retryAfterMs, mayPassOver: !policy.waitsAtSupplyLimit };
    }
    const { permit } = answer;
    const admission = await admit(intent).catch((thrown: unknown) => {
      permit.release(null);
      throw thrown;
    });
    if (admission.kind !== 'admitted') {
      permit.release(null);
      return admission;
    }
    const settle = (cost: number | 'unknown', record?: ReceiptAttempt): void => {
      // What was broken off may have used all of it.
      permit.release(record ? tokensUsed(record.tokens) : tokens);
      admission.settle(cost, record);
    };
    return { kind: 'admitted', settle };
  };
