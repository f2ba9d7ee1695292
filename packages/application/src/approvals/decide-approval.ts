import type { Actor } from '@switchyard/domain';
import { authorise, requirePerson } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { openDesks } from '../runs/desk.ts';
import { decideAlone } from './decide-alone.ts';
import { type Decided, decideBatch } from './decide-batch.ts';
import { type DecideApprovalInput, type DecidedApproval, type Decision, decideApprovalInput } from './decision.ts';

/**
 * Records one person's answer and, when it settles the request, carries the run on: one transaction, one winner. While this process is
 * writing decisions of the organisation, others that come are kept and written together as soon as that is done. Throws `conflict`
 * naming who was first and when, `forbidden` with the reason.
 */
export const decideApproval = async (app: App, actor: Actor, raw: DecideApprovalInput): Promise<DecidedApproval> => {
  authorise(actor, 'approvals.decide');
  const decision = { person: requirePerson(actor), input: decideApprovalInput.parse(raw) };
  return new Promise((resolve) => decideAtDesk(app, actor.organisationId, { decision, resolve }));
};

interface Waiting {
  readonly decision: Decision;
  readonly resolve: (decided: DecidedApproval | Promise<DecidedApproval>) => void;
}

/** Decisions in one transaction: beyond this a failure costs more than sharing saves. */
const batchMax = 16;

/** The first decisions, of one person about each request at most: who comes second is to learn who was first. */
const split = (waiting: readonly Waiting[]) => {
  const batch = new Map<string, Waiting>();
  const rest: Waiting[] = [];
  for (const each of waiting) {
    const { approvalId } = each.decision.input;
    if (batch.has(approvalId) || batch.size >= batchMax) rest.push(each);
    else batch.set(approvalId, each);
  }
  return { batch: [...batch.values()], rest };
};

const decideTogether = async (app: App, decisions: readonly Decision[]): Promise<Decided> => {
  const [first] = decisions;
  if (!first) return new Map();
  return decideBatch(app, first.person.organisationId, decisions).catch((cause: unknown) => {
    app.log.debug({ err: cause }, 'decisions not written together');
    return new Map();
  });
};

/** What cannot be written together is written alone, where it also gets its own error; only one that is alone is waited for. */
const write = async (app: App, batch: readonly Waiting[]): Promise<void> => {
  const decided = await decideTogether(
    app,
    batch.map(({ decision }) => decision),
  );
  for (const { decision, resolve } of batch)
    resolve(decided.get(decision.input.approvalId) ?? decideAlone(app, decision));
};

const decideAtDesk = openDesks<Waiting>({ split, write });
