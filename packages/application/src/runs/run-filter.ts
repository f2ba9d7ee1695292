import { firstIdAt, type SqlValue } from '@switchyard/db';
import { DomainError, runStatuses, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { readSpan, spanFields } from './run-span.ts';

/** Of runs that have not ended: somebody has paused it, or a step of it is held or of unknown outcome. */
export const liveStandings = ['paused', 'attention'] as const;

export const runFilterSchema = z.object({
  /** A status; or `paused` or `attention` for what has not ended and stands still. */
  status: z.enum([...runStatuses, ...liveStandings]).optional(),
  workflowSlug: slugSchema.optional(),
  versionNumber: z.int().min(1).optional(),
  ...spanFields,
});
export type RunFilter = z.infer<typeof runFilterSchema>;

/** Conditions on `run r`, with the values they name; `$1` is the organisation. */
export interface RunConditions {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** An id may be a little older or younger than the moment its run was written. */
const idSlackMs = 3_600_000;
const idAround = (at: Date, slackMs: number): string => firstIdAt(new Date(Math.max(0, at.getTime() + slackMs)));

const live = `r.status IN ('running', 'waiting')`;
const standings = {
  paused: `${live} AND r.paused_at IS NOT NULL AND r.paused_with IS NULL`,
  // Few steps stand like that: they are read first, by an index that holds nothing else.
  attention: `${live} AND r.id = ANY(ARRAY(
    SELECT s.run_id FROM step s WHERE s.organisation_id = $1
      AND (s.status = 'unknown' OR (s.status IN ('failed', 'completed') AND s.waiting_reason IS NOT NULL))))`,
} as const;

const ofWorkflow = (at: string) => `(SELECT id FROM workflow WHERE organisation_id = $1 AND slug = ${at})`;
const ofVersion = (slugAt: string) => (at: string) =>
  `r.version_id = (SELECT v.id FROM workflow_version v WHERE v.workflow_id = ${ofWorkflow(slugAt)} AND v.number = ${at})`;

/**
 * Of what has not ended there is little, in an index of its own: compared so that no other index serves, which would be that of
 * everything the workflow has ever run.
 */
const compareWorkflow = (isLive: boolean) => (at: string) =>
  `r.workflow_id ${isLive ? 'IS NOT DISTINCT FROM' : '='} ${ofWorkflow(at)}`;

/**
 * The runs that a filter finds, each condition one that an index of run serves: a span is a range of ids, which are in the
 * order of time, and the moment itself is looked at within it. Throws `invalid_input` for a span that ends before it begins, and for
 * the version of no workflow.
 * @param isLive whether what has ended is left out anyway
 */
export const runConditions = (
  organisationId: string,
  { status, workflowSlug, versionNumber, ...span }: RunFilter,
  isLive = false,
): RunConditions => {
  if (versionNumber !== undefined && workflowSlug === undefined) {
    throw new DomainError('invalid_input', 'Name the workflow whose version this is: workflowSlug.');
  }
  const values: SqlValue[] = [organisationId];
  const conditions = ['r.organisation_id = $1'];
  const add = (condition: (position: string) => string, value: SqlValue | undefined) => {
    if (value === undefined || value === null) return;
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  const { since, before } = readSpan(span);
  if (status === 'paused' || status === 'attention') conditions.push(standings[status]);
  else add((at) => `r.status = ${at}`, status);
  const isFew = isLive || status === 'running' || status === 'paused' || status === 'attention';
  add(compareWorkflow(isFew), workflowSlug);
  add(ofVersion(`$${values.length}`), versionNumber);
  add((at) => `r.id >= ${at}`, since && idAround(since, -idSlackMs));
  add((at) => `r.id < ${at}`, before && idAround(before, idSlackMs));
  add((at) => `r.created_at >= ${at}`, since);
  add((at) => `r.created_at < ${at}`, before);
  return { text: conditions.join(' AND '), values };
};
