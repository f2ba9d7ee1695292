import type { AuditEvent } from '@switchyard/audit';
import type { Actor, OrganisationId, RunId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { inTransaction } from '../change.ts';
import { eachAlone } from './each-alone.ts';
import { runLabel } from './run-label.ts';
import { markPaused, unmarkPaused } from './run-pause.ts';
import { lockRun } from './run-record.ts';
import { type TransitionPorts, transitionRun } from './transition.ts';

interface Child {
  readonly organisation_id: OrganisationId;
  readonly id: RunId;
}

interface Around {
  readonly id: RunId;
  readonly paused_at: Date | null;
  readonly paused_by: string | null;
}

const batchSize = 200;

/**
 * A run is paused while the run that waits for it is, and resumed with it; one that somebody paused by itself stays as it is.
 * Each run is locked alone, so that the ends of a chain of runs cannot wait for each other: what has changed meanwhile is found
 * by the next sweep. Returns how many were paused or resumed. `runId`: only what this run has started.
 */
export const alignPauses = async (app: App, { runId }: { readonly runId?: RunId } = {}): Promise<number> => {
  let aligned = 0;
  for (;;) {
    const children = await findUnaligned(app, runId);
    const changed = await eachAlone(app, children, 'pause not aligned', (child) => align(app, child));
    aligned += changed;
    if (children.length < batchSize || changed === 0) return aligned;
  }
};

const findUnaligned = (app: App, runId: RunId | undefined): Promise<Child[]> =>
  app.db.transaction('system', (tx) =>
    tx.query<Child>(
      `SELECT c.organisation_id, c.id FROM run c JOIN step s ON s.id = c.parent_step_id JOIN run p ON p.id = s.run_id
       WHERE c.parent_step_id IS NOT NULL AND c.status IN ('running', 'waiting') AND p.status IN ('running', 'waiting')
         AND ((c.paused_at IS NULL AND p.paused_at IS NOT NULL AND s.status IN ('ready', 'running', 'waiting', 'unknown'))
           OR (c.paused_with = p.id AND p.paused_at IS NULL))
         AND ($1::uuid IS NULL OR s.run_id = $1) LIMIT ${batchSize}`,
      [runId ?? null],
    ),
  );

/** 1 when it was paused or resumed, 0 when there was nothing to do any more. */
const align = (app: App, { organisation_id: organisationId, id }: Child): Promise<number> =>
  inTransaction(app, { organisationId }, async (tx, after) => {
    const actor: Actor = { kind: 'system', organisationId, name: 'runs' };
    const { pause } = await lockRun(tx, organisationId, id);
    const [around] = await tx.query<Around>(
      `SELECT p.id, p.paused_at, p.paused_by FROM run c JOIN run p ON p.id = c.parent_run_id
       WHERE c.id = $1 AND p.status IN ('running', 'waiting')`,
      [id],
    );
    if (!around) return 0;
    const ports = { app, tx, after, actor };
    if (!pause && around.paused_at) return pauseWith(ports, id, around, around.paused_at);
    if (pause?.with === around.id && !around.paused_at) return resumeWith(ports, id);
    return 0;
  });

const pauseWith = async (ports: TransitionPorts, id: RunId, around: Around, at: Date): Promise<number> => {
  await markPaused(ports, id, { at, by: around.paused_by ?? '', with: around.id });
  return record(ports, id, {
    type: 'run.paused',
    target: { id, label: runLabel(id) },
    runId: id,
    payload: { reason: `${runLabel(around.id)}, which started it, was paused.` },
  });
};

const resumeWith = (ports: TransitionPorts, id: RunId): Promise<number> => {
  unmarkPaused(ports, id);
  return record(ports, id, { type: 'run.resumed', target: { id, label: runLabel(id) }, runId: id, payload: {} });
};

/** The transition sees the pause, or that there is none, and says why the run does not move. */
const record = async (ports: TransitionPorts, id: RunId, event: AuditEvent): Promise<number> => {
  let changed = 0;
  await transitionRun(ports, ports.actor.organisationId, id, async (work) => {
    changed = 1;
    work.audit.push(event);
  });
  return changed;
};
