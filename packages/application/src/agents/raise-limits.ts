import { newId } from '@switchyard/db';
import { type AgentLimits, DomainError, type NodeOf, type RaisedLimits } from '@switchyard/domain';
import { type LimitName, limitNames, nextAction, notRaised, withRaised } from '@switchyard/routing';
import { sayMoney } from '../budgets/budget-words.ts';
import type { OperatedStep } from '../runs/operated-step.ts';
import type { TransitionWork } from '../runs/transition-work.ts';
import { readTurns } from './agent-record.ts';
import { limitsInForce } from './raised-limits.ts';

interface Raise {
  readonly limits: RaisedLimits | undefined;
  readonly reason: string;
}

/** What was raised, as the audit log holds it. A limit that was not set cannot be raised, so `from` is always a number. */
export type RaisedBy = Partial<Record<LimitName, { readonly from: number; readonly to: number }>>;

const words: Record<LimitName, (value: number) => string> = {
  turnsMax: (value) => `${value} turns`,
  callsMax: (value) => `${value} tool calls`,
  costMicroUsdMax: (value) => `a cost of ${sayMoney(value)}`,
  timeMsMax: (value) => `${Math.round(value / 1000)} seconds of work`,
};

const limitNamed = { turns: 'turnsMax', calls: 'callsMax', cost: 'costMicroUsdMax', time: 'timeMsMax' } as const;

const requireRaised = (now: AgentLimits, limits: RaisedLimits, name: string): void => {
  const [first] = notRaised(now, limits);
  if (!first) return;
  const why =
    first.now === null
      ? 'has no limit of cost of its own: the budgets bound it'
      : `may have ${words[first.name](first.now)} already`;
  throw new DomainError('invalid_input', `“${name}” ${why}. A retry only raises limits: leave ${first.name} out.`, {
    details: { limit: first.name, now: first.now },
  });
};

/** A retry that would stop where the step stopped is refused, with what has to be raised. */
const requireRoom = async (
  { tx, run }: TransitionWork,
  step: OperatedStep,
  node: NodeOf<'agent'>,
  limits: AgentLimits,
) => {
  const turns = await readTurns(tx, { organisationId: run.organisationId, id: step.id });
  const action = nextAction({ limits, onRejection: node.config.onRejection, turns });
  if (action.kind !== 'stop') return;
  const name = limitNamed[action.limit];
  const message = `“${step.name}” has used up its limit of ${words[name](limits[name] ?? 0)}. Retry it with limits.${name} above that; its turns so far stay.`;
  throw new DomainError('not_permitted_now', message, { details: { limit: action.limit, now: limits[name] ?? null } });
};

const raisedBy = (before: AgentLimits, after: AgentLimits): RaisedBy =>
  Object.fromEntries(
    limitNames.flatMap((name) => {
      const [from, to] = [before[name], after[name]];
      return from === undefined || to === undefined || from === to ? [] : [[name, { from, to }]];
    }),
  );

/**
 * Allows an agent step more when it is tried again: more turns, calls, money or time, for this step of this run. What is recorded
 * of it stays and counts. Gives what was raised. Throws `invalid_input` for a limit that would not be raised, and
 * `not_permitted_now` where the step would stop at once. The caller holds the run's lock.
 */
export const raiseLimits = async (
  work: TransitionWork,
  step: OperatedStep,
  { limits, reason }: Raise,
): Promise<RaisedBy | null> => {
  const { node } = step;
  if (node.kind !== 'agent') {
    if (limits === undefined) return null;
    throw new DomainError('invalid_input', `“${step.name}” is no agent step: it has no limits that could be raised.`);
  }
  const { organisationId, id: runId } = work.run;
  const now = await limitsInForce(work.tx, { organisationId, id: step.id }, node.config.limits);
  requireRaised(now, limits ?? {}, step.name);
  const raised = withRaised(now, limits ?? null);
  // One that is done only looks for its way on.
  if (step.status !== 'completed') await requireRoom(work, step, node, raised);
  const changes = raisedBy(now, raised);
  if (Object.keys(changes).length === 0) return null;
  await work.tx.execute(
    `INSERT INTO agent_raise (id, organisation_id, run_id, step_id, limits, raised_by, reason, raised_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [newId(), organisationId, runId, step.id, JSON.stringify(raised), work.actor.name, reason, work.at],
  );
  return changes;
};
