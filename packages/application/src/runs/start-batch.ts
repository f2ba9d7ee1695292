import {
  type Actor,
  type DefinitionNode,
  DomainError,
  type JsonObject,
  type NodeKind,
  type OrganisationId,
  priorityDefault,
} from '@switchyard/domain';
import type { App } from '../app.ts';
import { findKnownStages, gateOf } from '../approvals/known-stages.ts';
import { inTransaction, tenant } from '../change.ts';
import type { CompiledVersion } from './compiled-version.ts';
import { scriptsMaxMs } from './evaluate-script.ts';
import { lockTimeout } from './finish-known.ts';
import { flushTransition } from './flush-transition.ts';
import { gatherWrites } from './gathered-writes.ts';
import { beginHandingOver, type HandingOver, handOverLeaseMs } from './hand-over.ts';
import { openRun, type StartedRun, starter } from './start-run.ts';
import type { TransitionPorts } from './transition.ts';
import type { RunGuard } from './transition-work.ts';

export interface KnownStart {
  readonly version: CompiledVersion;
  readonly trigger: 'webhook';
  readonly input: JsonObject;
  readonly idempotencyKey: string;
  /** Asks while the run is written whether what is known still holds. */
  readonly guard: RunGuard;
}

export interface StartRequest {
  readonly actor: Actor;
  readonly start: KnownStart;
  readonly isLimited: boolean;
}

/** Starts runs of one actor in one transaction, or none. Their scripts are evaluated before anything is read or locked. */
export const startBatch = async (
  app: App,
  [first, ...more]: readonly [StartRequest, ...StartRequest[]],
): Promise<StartedRun[]> => {
  const { actor, isLimited } = first;
  const requests = [first, ...more].map(({ start }) => ({
    start,
    handing: beginHandingOver(app, isLimited ? null : app.hands),
  }));
  try {
    const started = await inTransaction(app, tenant(actor), async (tx, after) => {
      const [at, { organisationId }] = [app.now(), actor];
      const writes = gatherWrites(tx, { organisationId, at, leaseMs: handOverLeaseMs(app) });
      const scriptsUntilMs = isLimited ? 0 : performance.now() + scriptsMaxMs;
      const ports = { app, tx, after, actor, scriptsUntilMs, together: { writes, at } };
      // A key that somebody else is just writing is waited for by its own run, not by all.
      if (more.length > 0) tx.send(lockTimeout);
      const written = await all(requests.map(({ start, handing }) => writeRun(ports, start, handing)));
      writes.flush();
      return written;
    });
    for (const { handing } of requests) handing.send();
    return started;
  } catch (thrown) {
    for (const { handing } of requests) handing.giveUp();
    throw thrown;
  }
};

/** What all give, once none of them is under way any more; otherwise the first error. */
const all = async <Value>(work: readonly Promise<Value>[]): Promise<Value[]> => {
  await Promise.allSettled(work);
  return Promise.all(work);
};

/** One by itself. */
export const startAlone = async (app: App, request: StartRequest): Promise<StartedRun> => {
  const [started] = await startBatch(app, [request]);
  if (!started) throw new DomainError('internal', 'The run was not written.');
  return started;
};

const writeRun = async (ports: TransitionPorts, start: KnownStart, handing: HandingOver): Promise<StartedRun> => {
  const work = await openRun(ports, start.version, {
    input: start.input,
    trigger: start.trigger,
    idempotencyKey: start.idempotencyKey,
    priority: priorityDefault,
    starter: starter(ports.actor),
    guard: start.guard,
  });
  handing.choose(work);
  const status = await flushTransition(work);
  handing.pack(work);
  return { runId: work.run.id, status, isDuplicate: false };
};

/** Nodes that write nothing but rows which transitions have in common. */
const plainKinds: ReadonlySet<NodeKind> = new Set([
  'start',
  'set',
  'decision',
  'decisionTable',
  'script',
  'http',
  'task',
  'agent',
  'end',
]);

/** A gate without a deadline opens without asking anything once it is known whom it asks. */
const isPlain = (node: DefinitionNode): boolean => {
  if (node.boundary?.length) return false;
  return node.kind === 'approval' ? node.config.deadline === undefined : plainKinds.has(node.kind);
};

/** The gates of a version whose starts may be written together; null where they never may. */
const shareable = new WeakMap<CompiledVersion, readonly string[] | null>();

const gatesOf = (version: CompiledVersion): readonly string[] | null => {
  const known = shareable.get(version);
  if (known !== undefined) return known;
  const { nodes, settings } = version.definition;
  const gates = nodes.flatMap(({ id, kind }) => (kind === 'approval' ? [gateOf(version.id, id)] : []));
  const shared = !settings?.runs && nodes.every(isPlain) ? gates : null;
  shareable.set(version, shared);
  return shared;
};

/** Whether starts of this version may be written together with others: what else they ask and lock is then their own business. */
export const mayShare = (organisationId: OrganisationId, version: CompiledVersion): boolean =>
  gatesOf(version)?.every((gate) => findKnownStages(organisationId, gate) !== undefined) ?? false;
