import type { Tx } from '@switchyard/db';
import type { OrganisationId, RunId, StepId, StepStatus, VersionId } from '@switchyard/domain';
import type { RunState } from '@switchyard/engine';

export interface LiveStep {
  readonly id: StepId;
  readonly run_id: RunId;
  readonly ordinal: number;
  readonly status: StepStatus;
  readonly created_at: Date;
}

/** Something that is open at a step. `boundary_id` is null for the step's own. */
export interface OpenWait {
  readonly run_id: RunId;
  readonly step_id: StepId;
  readonly boundary_id: string | null;
}

interface OpenApproval {
  readonly run_id: RunId;
  readonly step_id: StepId;
  readonly title: string;
  readonly waits_for: readonly string[];
}

interface OpenWorkItem {
  readonly run_id: RunId;
  readonly step_id: StepId;
  readonly title: string;
}

/** A run that has not ended, with everything that is open in it. */
export interface LiveRun {
  readonly id: RunId;
  readonly versionId: VersionId;
  readonly state: RunState;
  readonly steps: readonly LiveStep[];
  readonly timers: readonly OpenWait[];
  readonly waits: readonly OpenWait[];
  readonly approvals: readonly OpenApproval[];
  readonly workItems: readonly OpenWorkItem[];
}

type Bare = Pick<LiveRun, 'id' | 'versionId' | 'state'>;

/**
 * Steps that hold a token. With `isLocked` a claim passes them over until the transaction ends; the run must be locked before.
 */
const readSteps = (tx: Tx, runs: readonly Bare[], isLocked: boolean): Promise<LiveStep[]> => {
  const places = runs.flatMap(({ id, state }) => state.tokens.map((token) => ({ id, ordinal: token.id })));
  return tx.query<LiveStep>(
    `SELECT s.id, s.run_id, s.ordinal, s.status, s.created_at
     FROM unnest($1::uuid[], $2::int[]) AS live (run_id, ordinal)
     JOIN step s ON s.run_id = live.run_id AND s.ordinal = live.ordinal
     ORDER BY s.id ${isLocked ? 'FOR UPDATE OF s' : ''}`,
    [places.map(({ id }) => id), places.map(({ ordinal }) => ordinal)],
  );
};

const readApprovals = (tx: Tx, organisationId: OrganisationId, stepIds: readonly StepId[]): Promise<OpenApproval[]> =>
  tx.query<OpenApproval>(
    `SELECT a.run_id, a.step_id, a.title,
            ARRAY(SELECT coalesce(u.name, g.name, 'anyone who is ' || replace(asked.role, '_', ' '))
                  FROM approval_assignment asked
                  LEFT JOIN app_user u ON u.id = asked.user_id LEFT JOIN user_group g ON g.id = asked.group_id
                  WHERE asked.approval_id = a.id AND asked.stage = a.stage ORDER BY 1) AS waits_for
     FROM approval_request a
     WHERE a.organisation_id = $1 AND a.step_id = ANY($2::uuid[]) AND a.status = 'pending' ORDER BY a.id`,
    [organisationId, [...stepIds]],
  );

/** What is open in these runs, in a handful of statements however many they are. */
export const readLiveRuns = async (
  tx: Tx,
  organisationId: OrganisationId,
  runs: readonly Bare[],
  { isLocked = false }: { readonly isLocked?: boolean } = {},
): Promise<LiveRun[]> => {
  const steps = await readSteps(tx, runs, isLocked);
  const stepIds = steps.map(({ id }) => id);
  const [timers, waits, approvals, workItems] = await Promise.all([
    tx.query<OpenWait>(
      'SELECT run_id, step_id, boundary_id FROM timer WHERE step_id = ANY($1::uuid[]) AND fired_at IS NULL',
      [stepIds],
    ),
    tx.query<OpenWait>('SELECT run_id, step_id, boundary_id FROM message_wait WHERE step_id = ANY($1::uuid[])', [
      stepIds,
    ]),
    readApprovals(tx, organisationId, stepIds),
    tx.query<OpenWorkItem>(
      `SELECT run_id, step_id, title FROM work_item WHERE step_id = ANY($1::uuid[]) AND status = 'open' ORDER BY id`,
      [stepIds],
    ),
  ]);
  const grouped = {
    steps: groupByRun(steps),
    timers: groupByRun(timers),
    waits: groupByRun(waits),
    approvals: groupByRun(approvals),
    workItems: groupByRun(workItems),
  };
  return runs.map((run) => ({
    ...run,
    steps: grouped.steps.get(run.id) ?? [],
    timers: grouped.timers.get(run.id) ?? [],
    waits: grouped.waits.get(run.id) ?? [],
    approvals: grouped.approvals.get(run.id) ?? [],
    workItems: grouped.workItems.get(run.id) ?? [],
  }));
};

const groupByRun = <Row extends { readonly run_id: RunId }>(rows: readonly Row[]): ReadonlyMap<RunId, Row[]> =>
  Map.groupBy(rows, (row) => row.run_id);
