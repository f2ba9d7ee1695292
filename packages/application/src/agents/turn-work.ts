import type { DataClass } from '@switchyard/domain';
import type { AttemptAdmission, AttemptIntent, DecideRequest, TaskTurn } from '@switchyard/routing';
import { type AttemptSpending, worstCaseOfAttempt } from '../budgets/admit-attempt.ts';
import { sayMoney } from '../budgets/budget-words.ts';

/** One turn of an agent step, as the routing of its model call needs it. */
export interface TurnWork extends TaskTurn {
  /** Highest class of what any tool of the step may answer, called or not: what a tool says cannot lower it. */
  readonly dataClass: DataClass;
  /** What the turn may cost by the step's own limit; null: no limit. */
  readonly costMicroUsdMax: number | null;
}

export const turnClasses = (turn: TurnWork | undefined): DataClass[] => (turn ? [turn.dataClass] : []);

/** Only models that call tools are asked, and one at a time: a learned plan's members would each call tools of their own. */
export const forTurn = (turn: TurnWork | undefined, request: DecideRequest): DecideRequest => {
  if (!turn || turn.tools.length + turn.past.length === 0) return request;
  const { facts, policy } = request;
  const requiredCapabilities = [...(facts.requiredCapabilities ?? []), 'tools' as const];
  return { ...request, facts: { ...facts, requiredCapabilities }, policy: { ...policy, allowsLearnedPlans: false } };
};

type Admit = (intent: AttemptIntent) => Promise<AttemptAdmission>;

/** Admits an attempt only while its worst case fits what the turn may cost. Attempts of one turn share it. */
export const withinTurn = (turn: TurnWork | undefined, spending: AttemptSpending, admit: Admit): Admit => {
  if (!turn || turn.costMicroUsdMax === null) return admit;
  let left = turn.costMicroUsdMax;
  return async (intent) => {
    const worst = worstCaseOfAttempt(spending, intent);
    if (worst > left) return { kind: 'refused', mayPassOver: false, failure: outOfMoney(worst, left) };
    const admission = await admit(intent);
    if (admission.kind !== 'admitted') return admission;
    return {
      kind: 'admitted',
      settle: (cost, record) => {
        left -= cost === 'unknown' ? worst : cost;
        admission.settle(cost, record);
      },
    };
  };
};

const outOfMoney = (worst: number, left: number) => ({
  code: 'limit_exceeded' as const,
  message: `The step has ${sayMoney(left)} left of what it may cost, and the next turn may cost up to ${sayMoney(worst)}. Raise its limit of cost, or give it less to do.`,
  details: { limit: 'cost' },
  retryable: false,
});
