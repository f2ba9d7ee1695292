import { DomainError } from '@switchyard/domain';
import { armEvents } from '../runs/boundaries.ts';
import { messageKey } from '../runs/evaluate-inline.ts';
import { sayCondition, sayReceive, sayWait, waitUntil } from '../runs/open-step.ts';
import { enterScope } from '../runs/scope-frames.ts';
import type { TransitionWork } from '../runs/transition-work.ts';
import type { KeptStep } from './plan-run.ts';

/**
 * Brings the clocks and waits of a step that stays in line with its new node, each counted from when the step began. What
 * has not changed is not touched; what has changed is replaced rather than edited, because whoever is about to fire it knows
 * it by its id.
 */
export const rearm = async (work: TransitionWork, kept: KeptStep): Promise<void> => {
  const { step, to, events } = kept;
  const token = work.state.tokens.find(({ id }) => id === step.ordinal);
  if (!token) throw new DomainError('internal', `Step ${step.ordinal} was to stay, but its token is gone.`);
  await disarm(work, kept);
  if (events.armed.length === 0 && !events.isOwnChanged) return;
  await enterScope(work, token.scope);
  await armEvents(work, to, events.armed, { stepId: step.id, from: step.created_at });
  if (events.isOwnChanged) await renewOwn(work, kept);
};

const disarm = async ({ tx, at }: TransitionWork, { step, events }: KeptStep): Promise<void> => {
  if (events.dropped.length === 0) return;
  await tx.execute(
    'UPDATE timer SET fired_at = $3 WHERE step_id = $1 AND boundary_id = ANY($2::text[]) AND fired_at IS NULL',
    [step.id, [...events.dropped], at],
  );
  await tx.execute('DELETE FROM message_wait WHERE step_id = $1 AND boundary_id = ANY($2::text[])', [
    step.id,
    [...events.dropped],
  ]);
};

const renewOwn = async (work: TransitionWork, { step, to }: KeptStep): Promise<void> => {
  if (to.kind === 'wait') {
    const dueAt = await waitUntil(work, to, step.created_at);
    await work.tx.execute(`UPDATE timer SET fired_at = $2 WHERE step_id = $1 AND kind = 'wait' AND fired_at IS NULL`, [
      step.id,
      work.at,
    ]);
    work.newTimers.push({ stepId: step.id, kind: 'wait', dueAt });
    await tell(work, step.id, sayWait(to, dueAt), { dueAt: dueAt.toISOString() });
  }
  if (to.kind === 'receive') {
    const key = messageKey(work, to.name, to.config.key);
    await work.tx.execute('DELETE FROM message_wait WHERE step_id = $1 AND boundary_id IS NULL', [step.id]);
    work.newWaits.push({ stepId: step.id, boundaryId: null, name: to.config.message, key });
    await tell(work, step.id, sayReceive(to, key), { message: to.config.message, key });
  }
  if (to.kind === 'condition') await tell(work, step.id, sayCondition(to), null);
};

const tell = ({ tx }: TransitionWork, stepId: string, reason: string, input: object | null) =>
  tx.execute('UPDATE step SET waiting_reason = $2, input = $3 WHERE id = $1', [
    stepId,
    reason,
    input === null ? null : JSON.stringify(input),
  ]);
