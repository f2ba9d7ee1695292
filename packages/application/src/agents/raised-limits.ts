import type { Tx } from '@switchyard/db';
import { type AgentLimits, agentLimitsSchema, type OrganisationId } from '@switchyard/domain';
import { withRaised } from '@switchyard/routing';

interface StepPlace {
  readonly organisationId: OrganisationId;
  readonly id: string;
}

export interface RaiseRow {
  readonly limits: unknown;
  readonly by: string;
  readonly reason: string;
  readonly at: Date;
}

/** How often, by whom and to what the limits of an agent step were raised, newest first. */
export const listRaises = (tx: Tx, { organisationId, id }: StepPlace, most = 20): Promise<RaiseRow[]> =>
  tx.query<RaiseRow>(
    `SELECT limits, raised_by AS by, reason, raised_at AS at FROM agent_raise
     WHERE organisation_id = $1 AND step_id = $2 ORDER BY id DESC LIMIT $3`,
    [organisationId, id, most],
  );

/** The limits an agent step works under: the published ones, or what it was allowed beyond them in this run. */
export const limitsInForce = async (tx: Tx, step: StepPlace, published: AgentLimits): Promise<AgentLimits> => {
  const [latest] = await listRaises(tx, step, 1);
  return latest ? withRaised(published, agentLimitsSchema.parse(latest.limits)) : published;
};
