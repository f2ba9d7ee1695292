import type { AuditEvent } from '@switchyard/audit';
import {
  type Actor,
  DomainError,
  isDomainError,
  type JsonValue,
  jsonValueSchema,
  type RunStatus,
  runIdSchema,
  stepIdSchema,
} from '@switchyard/domain';
import type { EngineEvent } from '@switchyard/engine';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { itemsMax } from './containers.ts';
import { drive } from './drive.ts';
import { enterScope } from './scope-frames.ts';
import { transitionRun } from './transition.ts';
import type { TransitionWork } from './transition-work.ts';

const eachStep = z.object({ runId: runIdSchema, stepId: stepIdSchema });

export const addItemsInput = eachStep.extend({
  items: z.array(jsonValueSchema).min(1).max(1000),
  /** The same key adds the same items once, however often they are sent. */
  idempotencyKey: z.string().min(1).max(200).optional(),
});
export const cancelItemInput = eachStep.extend({
  /** From 0, in the order of the list. */
  index: z.int().min(0),
  reason: z.string().trim().max(500).default(''),
});
export const closeItemsInput = eachStep.extend({ reason: z.string().trim().max(500).default('') });

interface Change {
  readonly event: EngineEvent;
  readonly audit: (label: string) => AuditEvent;
}

type Ask = z.infer<typeof eachStep>;

/** Applies a change to a for-each that is under way, under its run's lock. Throws `not_permitted_now` when it is over. */
const changeEach = (
  app: App,
  actor: Actor,
  { runId, stepId }: Ask,
  change: (work: TransitionWork, ordinal: number) => Promise<Change> | Change,
): Promise<{ status: RunStatus }> => {
  authorise(actor, 'runs.operate');
  return inTransaction(app, tenant(actor), async (tx, after) => {
    let isApplied = false;
    const status = await transitionRun({ app, tx, after, actor }, actor.organisationId, runId, async (work) => {
      const [step] = await tx.query<{ ordinal: number; name: string }>(
        `SELECT ordinal, name FROM step WHERE id = $1 AND run_id = $2 AND kind = 'forEach' AND status = 'waiting'`,
        [stepId, runId],
      );
      const token = step && work.state.tokens.find(({ id }) => id === step.ordinal);
      if (!(step && token)) return;
      await enterScope(work, token.scope);
      const { event, audit } = await change(work, step.ordinal);
      work.audit.push(audit(step.name));
      isApplied = true;
      await driveOrExplain(work, event);
    });
    if (isApplied) return { status };
    throw new DomainError('not_permitted_now', 'This step goes through no list any more; it has ended or never began.');
  });
};

/** What the engine calls impossible is news for the caller: the item ended first. */
const driveOrExplain = async (work: TransitionWork, event: EngineEvent): Promise<void> => {
  try {
    await drive(work, event);
  } catch (thrown) {
    if (!isDomainError(thrown) || thrown.code !== 'conflict') throw thrown;
    throw new DomainError('not_permitted_now', thrown.message, { details: thrown.details });
  }
};

/** Adds items to the end of a list that is being gone through. */
export const addItems = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof addItemsInput>,
): Promise<{ status: RunStatus }> => {
  const { items, idempotencyKey: key, ...at } = addItemsInput.parse(raw);
  const findEarlier = () => (key === undefined ? null : findAddition(app, actor, at, key));
  const earlier = await findEarlier();
  if (earlier) return earlier;
  try {
    return await append(app, actor, at, items, key);
  } catch (thrown) {
    // Two requests with one key: the database let one through.
    const first = isDomainError(thrown) && thrown.code === 'conflict' ? await findEarlier() : null;
    if (first) return first;
    throw thrown;
  }
};

const findAddition = (app: App, actor: Actor, { runId, stepId }: Ask, key: string) => {
  authorise(actor, 'runs.operate');
  return inTransaction(app, tenant(actor), async (tx): Promise<{ status: RunStatus } | null> => {
    const [run] = await tx.query<{ status: RunStatus }>(
      `SELECT r.status FROM each_item i JOIN run r ON r.id = i.run_id
       WHERE i.organisation_id = $1 AND i.run_id = $2 AND i.step_id = $3 AND i.added_by_key = $4`,
      [actor.organisationId, runId, stepId, key],
    );
    return run ?? null;
  });
};

const append = (app: App, actor: Actor, at: Ask, items: readonly JsonValue[], key: string | undefined) =>
  changeEach(app, actor, at, (work, ordinal) => {
    const rounds = work.rounds[ordinal];
    const from = rounds?.count ?? 0;
    if (!rounds || from + items.length > itemsMax) {
      throw new DomainError('limit_exceeded', `A list has at most ${itemsMax} items; this one has ${from} already.`);
    }
    work.rounds[ordinal] = { ...rounds, count: from + items.length };
    work.newItems.push({ stepId: at.stepId, from, values: items, key });
    return {
      event: { type: 'items_added', tokenId: ordinal, count: items.length },
      audit: (label) => ({
        type: 'step.items-added',
        target: { id: at.stepId, label },
        runId: at.runId,
        payload: { count: items.length },
      }),
    };
  });

/** Cancels one item, whether it is under way or to come; the others go on. */
export const cancelItem = (
  app: App,
  actor: Actor,
  raw: z.input<typeof cancelItemInput>,
): Promise<{ status: RunStatus }> => {
  const { index, reason, ...at } = cancelItemInput.parse(raw);
  return changeEach(app, actor, at, (work, ordinal) => {
    const rounds = work.rounds[ordinal];
    if (rounds) work.rounds[ordinal] = { ...rounds, cancelled: (rounds.cancelled ?? 0) + 1 };
    work.endedItems.push({ stepId: at.stepId, index, status: 'cancelled', result: null, error: null });
    return {
      event: { type: 'item_cancelled', tokenId: ordinal, index },
      audit: (label) => ({
        type: 'step.item-cancelled',
        target: { id: at.stepId, label },
        runId: at.runId,
        payload: { index, reason },
      }),
    };
  });
};

/** Says that there is enough: items under way and to come are cancelled and the run goes on behind the list. */
export const closeItems = (
  app: App,
  actor: Actor,
  raw: z.input<typeof closeItemsInput>,
): Promise<{ status: RunStatus }> => {
  const { reason, ...at } = closeItemsInput.parse(raw);
  return changeEach(app, actor, at, (_, ordinal) => ({
    event: { type: 'container_closed', tokenId: ordinal },
    audit: (label) => ({
      type: 'step.completed-early',
      target: { id: at.stepId, label },
      runId: at.runId,
      payload: { reason },
    }),
  }));
};
