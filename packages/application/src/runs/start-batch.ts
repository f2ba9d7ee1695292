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
import { openLater } from '../later-transaction.ts';
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

/** Runs of one actor that are started in one transaction, or none of them. */
export interface StartBatch {
  /**
   * A run with scripts is carried as far as it goes at once: its sandbox answers while others are being written. Without them there is
   * nothing to wait for, and runs cost less one after the other.
   */
  add(start: KnownStart): void;
  /** Begins the transaction. In the order in which they were added. */
  write(): Promise<StartedRun[]>;
}

interface Member {
  readonly handing: HandingOver;
  /** Gives the same each time. */
  readonly write: () => Promise<StartedRun>;
}

const once = <Value>(work: () => Promise<Value>): (() => Promise<Value>) => {
  let done: Promise<Value> | null = null;
  return () => {
    done ??= work();
    return done;
  };
};

const hasScripts = ({ definition }: CompiledVersion): boolean => definition.nodes.some(({ kind }) => kind === 'script');

/** Scripts are evaluated before anything is read or locked. */
export const openStartBatch = (app: App, { actor, isLimited }: Omit<StartRequest, 'start'>): StartBatch => {
  const [at, { organisationId }] = [app.now(), actor];
  const { tx, after, begin } = openLater(tenant(actor));
  const writes = gatherWrites(tx, { organisationId, at, leaseMs: handOverLeaseMs(app) });
  const members: Member[] = [];
  const writeAll = (): Promise<StartedRun[]> =>
    inTransaction(app, tenant(actor), async (realTx, realAfter) => {
      // A key that somebody else is just writing is waited for by its own run, not by all.
      if (members.length > 1) realTx.send(lockTimeout);
      begin(realTx, realAfter);
      const written = await all(members.map(({ write }) => write()));
      writes.flush();
      return written;
    });
  return {
    add: (start) => {
      const handing = beginHandingOver(app, isLimited ? null : app.hands);
      const write = once(() => {
        const scriptsUntilMs = isLimited ? 0 : performance.now() + scriptsMaxMs;
        const ports = { app, tx, after, actor, scriptsUntilMs, together: { writes, at } };
        return writeRun(ports, start, handing);
      });
      members.push({ handing, write });
      // Its error is that of the transaction.
      if (hasScripts(start.version)) write().catch(() => undefined);
    },
    write: async () => {
      try {
        const started = await writeAll();
        for (const { handing } of members) handing.send();
        return started;
      } catch (thrown) {
        for (const { handing } of members) handing.giveUp();
        throw thrown;
      }
    },
  };
};

/** What all give, once none of them is under way any more; otherwise the first error. */
const all = async <Value>(work: readonly Promise<Value>[]): Promise<Value[]> => {
  await Promise.allSettled(work);
  return Promise.all(work);
};

/** One by itself. */
export const startAlone = async (app: App, request: StartRequest): Promise<StartedRun> => {
  const batch = openStartBatch(app, request);
  batch.add(request.start);
  const [started] = await batch.write();
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
