import type { DefinitionNode } from '@switchyard/domain';
import type { App, Hand } from '../app.ts';
import { chainNext, withKnown } from './chain-next.ts';
import type { ClaimedStep } from './claim-step.ts';
import { mayBeRepeated } from './execute-http.ts';
import type { TransitionWork } from './transition-work.ts';

/*
 * Whoever starts a run may hand its first step over to a worker of the same machine: the step is written under that worker's lease, with
 * its attempt, by the transition that opens it, and sent after the commit. No claim, no look, no second transaction. What
 * gets lost on the way waits for its lease and is repeated under its key, so only what may be repeated is handed over.
 */

/** Shorter than that of a claim: nobody works on a step that got lost. The worker renews it in time. */
const leaseMaxMs = 3000;

export const handOverLeaseMs = ({ settings }: App): number => Math.min(settings.leaseMs, leaseMaxMs);

const mayBeHandedOver = (node: DefinitionNode | undefined): boolean =>
  (node?.kind === 'script' || node?.kind === 'http') && mayBeRepeated(node);

/** A step on its way from the transition that opens it to a worker. */
export interface HandingOver {
  /** Takes a hand for the first step that is ready, if it may be handed over and there is one: before the transition is flushed. */
  choose(work: TransitionWork): void;
  /** Makes the parcel: after it was flushed. */
  pack(work: TransitionWork): void;
  /** Sends it: after the commit. */
  send(): void;
  /** Nothing was written. */
  giveUp(): void;
}

/** @param hands null: nothing is handed over */
export const beginHandingOver = (app: App, hands: App['hands']): HandingOver => {
  const from = Date.now();
  let hand: Hand | null = null;
  let step: ClaimedStep | null = null;
  let parcel = '';
  const giveUp = (): void => {
    hand?.putBack();
    hand = null;
  };
  return {
    choose: (work) => {
      const ready = work.newSteps.find(({ status }) => status === 'ready');
      if (!(ready && mayBeHandedOver(work.version.graph.nodes.get(ready.nodeId)?.node))) return;
      hand = hands?.take() ?? null;
      step = hand && chainNext(work, hand.owner);
      if (!step) giveUp();
    },
    pack: (work) => {
      if (step) parcel = packStep({ ...step, leaseForMs: handOverLeaseMs(app), ...withKnown(step, work) }, from);
    },
    send: () => hand?.give(parcel),
    giveUp,
  };
};

/** Of what is sent; whoever does not know the form leaves the step to its lease. */
const form = 1;

interface Parcel {
  readonly form: number;
  /** When its lease had not begun yet. */
  readonly from: number;
  readonly step: ClaimedStep;
}

/** A step as text on its way to a worker of the same machine. @param from `Date.now()` before its lease began */
const packStep = (step: ClaimedStep, from: number): string => JSON.stringify({ form, from, step } satisfies Parcel);

/** The step; null when its lease may have run out while it was on its way, or when another release has sent it. */
export const openParcel = (text: string): ClaimedStep | null => {
  const { form: given, from, step }: Parcel = JSON.parse(text);
  if (given !== form || Date.now() - from >= (step.leaseForMs ?? 0)) return null;
  const { known } = step;
  if (!known) return step;
  const { run } = known;
  return { ...step, known: { ...known, run: { ...run, createdAt: new Date(run.createdAt) } } };
};
