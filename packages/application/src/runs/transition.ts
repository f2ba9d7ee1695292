import type { Tx } from '@switchyard/db';
import type { Actor, JsonObject, OrganisationId, RunStatus, VersionId } from '@switchyard/domain';
import { isTerminalRunStatus } from '@switchyard/domain';
import type { App } from '../app.ts';
import type { AfterCommit } from '../change.ts';
import { unpackRun, unpackSteps } from '../payloads/run-values.ts';
import { type CompiledVersion, findCompiledVersion, getCompiledVersion } from './compiled-version.ts';
import { flushTransition } from './flush-transition.ts';
import { type GatheredWrites, gatherWrites } from './gathered-writes.ts';
import { lockRun, type RunRecord } from './run-record.ts';
import { type Frame, rootFrame, toSteps } from './scope-frames.ts';
import type { RunGuard, TransitionWork } from './transition-work.ts';

/*
 * One transition of a run is one database transaction:
 *   lock the run row → load what expressions read → apply engine events, executing cheap nodes inline → flush → commit
 * A run whose status is terminal is never written again. Whoever needs a step row locks the run first.
 */

export interface TransitionPorts {
  readonly app: App;
  readonly tx: Tx;
  readonly after: AfterCommit;
  readonly actor: Actor;
  /** Where several transitions of one transaction are written together: who began gathering flushes. */
  readonly together?: { readonly writes: GatheredWrites; readonly at: Date };
  /** For transitions that hold no lock: until when scripts may be evaluated within them, by `performance.now()`. */
  readonly scriptsUntilMs?: number;
}

/** Begins collecting a transition of a run that is already locked, or is being created. */
export const beginTransition = (
  ports: TransitionPorts,
  run: RunRecord,
  version: CompiledVersion,
  options: { readonly isNewRun: boolean; readonly steps: JsonObject; readonly guard?: RunGuard | undefined },
): TransitionWork => {
  const frame: Frame = {
    id: rootFrame,
    parent: null,
    latest: { ...run.frames.scopes?.[rootFrame]?.latest },
    steps: options.steps,
    vars: null,
  };
  return { ...collect(ports, run, version, frame), isNewRun: options.isNewRun, guard: options.guard ?? null };
};

const outsideOf = ({ together, app, tx, after, actor, scriptsUntilMs = 0 }: TransitionPorts) => {
  const at = together?.at ?? app.now();
  const { organisationId } = actor;
  const writes = together?.writes ?? gatherWrites(tx, { organisationId, at, leaseMs: app.settings.leaseMs });
  return { app, tx: writes.tx, writes, after, actor, at, isTogether: together !== undefined, scriptsUntilMs };
};

const collect = (
  ports: TransitionPorts,
  run: RunRecord,
  version: CompiledVersion,
  frame: Frame,
): Omit<TransitionWork, 'isNewRun' | 'guard'> => ({
  ...outsideOf(ports),
  run,
  version,
  state: run.state,
  variables: run.variables,
  frame,
  frames: new Map([[rootFrame, frame]]),
  rounds: { ...run.frames.rounds },
  sources: {},
  newSteps: [],
  newTimers: [],
  newMessages: [],
  newWaits: [],
  newItems: [],
  readItems: new Map(),
  endedItems: [],
  endedSteps: [],
  held: new Map(),
  newTurns: [],
  endedTurns: [],
  cancelledOrdinals: [],
  chained: null,
  audit: [],
  endOutputs: {},
  outcome: null,
  finish: null,
  written: null,
  inlineNodes: 0,
});

interface OutputRow {
  readonly node_id: string;
  readonly output: JsonObject;
  readonly status: string;
  readonly port: string | null;
}

/** The latest output, in the run's own scope, of every node that some expression of the version reads. */
const loadOutputs = async (tx: Tx, runId: string, version: CompiledVersion): Promise<JsonObject> => {
  if (version.referencedNodeIds?.length === 0) return {};
  const rows = await tx.query<OutputRow>(
    `SELECT s.node_id, s.output, s.status, s.port
     FROM run r CROSS JOIN jsonb_each(r.frames #> '{scopes,0,latest}') latest
     JOIN step s ON s.run_id = r.id AND s.ordinal = latest.value::int
     WHERE r.id = $1 AND r.frames @? '$.scopes."0".latest'`,
    [runId],
  );
  return toSteps(rows);
};

/** What a caller knows beforehand, so that everything is read in the round trip that locks the run. */
export interface EarlyReads {
  /** The run's version as last seen. */
  readonly versionId: VersionId;
  /** Read under the lock: the server answers in order. */
  readonly read: () => Promise<void>;
}

/**
 * Applies `work` to a run under its lock and writes what follows. Returns the run's status afterwards; a run that has
 * already ended is left as it is and its terminal status returned.
 */
export const transitionRun = async (
  ports: TransitionPorts,
  organisationId: OrganisationId,
  runId: string,
  apply: (work: TransitionWork) => Promise<void>,
  early?: EarlyReads,
): Promise<RunStatus> => {
  const expected = early && findCompiledVersion(organisationId, early.versionId);
  const [locked, outputs] = await Promise.all([
    lockRun(ports.tx, organisationId, runId),
    expected && loadOutputs(ports.tx, runId, expected),
    early?.read(),
  ]);
  if (isTerminalRunStatus(locked.status)) return locked.status;
  const run = await unpackRun(ports.app, locked);
  const version = await getCompiledVersion(ports.tx, organisationId, run.versionId);
  const stored = outputs && version === expected ? outputs : await loadOutputs(ports.tx, run.id, version);
  const steps = await unpackSteps(ports.app, organisationId, stored);
  const work = beginTransition(ports, run, version, { isNewRun: false, steps });
  await apply(work);
  return flushTransition(work);
};
