import type { Tx } from '@switchyard/db';
import { type FlowScope, flowScopes, type OrganisationId } from '@switchyard/domain';
import { z } from 'zod';
import type { Rate } from './rate.ts';

export const flowLimitIdSchema = z.uuid();

/** A limit as claims see it: `value` is the id of a workflow, a kind, a host, or empty. */
export interface FlowLimit {
  readonly id: string;
  readonly scope: FlowScope;
  readonly value: string;
  readonly stepsMax: number | null;
  readonly rate: Rate | null;
  readonly nextFreeMs: number | null;
  readonly revision: number;
}

interface FlowLimitRow {
  readonly id: string;
  readonly scope: string;
  readonly value: string;
  readonly steps_max: number | null;
  readonly rate_count: number | null;
  readonly rate_seconds: number | null;
  readonly next_free_at: Date | null;
  readonly revision: number;
}

const scopeSchema = z.enum(flowScopes);

const toLimit = (row: FlowLimitRow): FlowLimit => ({
  id: row.id,
  scope: scopeSchema.parse(row.scope),
  value: row.value,
  stepsMax: row.steps_max,
  rate:
    row.rate_count === null || row.rate_seconds === null ? null : { count: row.rate_count, seconds: row.rate_seconds },
  nextFreeMs: row.next_free_at?.getTime() ?? null,
  revision: row.revision,
});

/** The limits of an organisation. `forUpdate`: whoever else claims under them, or changes them, waits. */
export const loadLimits = async (
  tx: Tx,
  organisationId: OrganisationId,
  options: { readonly forUpdate?: boolean } = {},
): Promise<FlowLimit[]> => {
  const rows = await tx.query<FlowLimitRow>(
    `SELECT id, scope, value, steps_max, rate_count, rate_seconds, next_free_at, revision FROM flow_limit
     WHERE organisation_id = $1 ORDER BY id${options.forUpdate ? ' FOR UPDATE' : ''}`,
    [organisationId],
  );
  return rows.map(toLimit);
};

/** Steps under way that a limit counts together: one row per workflow, kind and host. */
export interface Usage {
  readonly workflow_id: string;
  readonly kind: string;
  readonly connection: string | null;
  readonly count: number;
}

/** Counted from the steps themselves: whose holder is gone counts no more once its lease has run out. */
export const loadUsage = (tx: Tx, organisationId: OrganisationId): Promise<Usage[]> =>
  tx.query<Usage>(
    `SELECT r.workflow_id, s.kind, s.connection, count(*) AS count
     FROM step s JOIN run r ON r.id = s.run_id
     WHERE s.organisation_id = $1 AND s.status = 'running' AND s.lease_until > now()
     GROUP BY r.workflow_id, s.kind, s.connection`,
    [organisationId],
  );

/** Whether a limit counts a step of this workflow, kind and host. */
export const covers = (
  { scope, value }: Pick<FlowLimit, 'scope' | 'value'>,
  step: Pick<Usage, 'workflow_id' | 'kind' | 'connection'>,
): boolean => {
  if (scope === 'workflow') return step.workflow_id === value;
  if (scope === 'node_kind') return step.kind === value;
  return scope === 'connection' ? step.connection === value : true;
};

export const usedOf = (limit: Pick<FlowLimit, 'scope' | 'value'>, usage: readonly Usage[]): number =>
  usage.reduce((sum, each) => (covers(limit, each) ? sum + each.count : sum), 0);
