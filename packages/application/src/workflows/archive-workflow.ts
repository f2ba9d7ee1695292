import { type Actor, DomainError, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { syncTriggers } from './sync-triggers.ts';
import { findVersionRecord, getWorkflowRecord, requireEditable } from './workflow-record.ts';

export const archiveWorkflowInput = z.object({ slug: slugSchema });
export const archivedWorkflowSchema = z.object({ slug: slugSchema, archivedAt: z.iso.datetime().nullable() });
export type ArchivedWorkflow = z.infer<typeof archivedWorkflowSchema>;

/** Takes a workflow out of use: nothing starts it any more, runs under way go on, history stays. */
export const archiveWorkflow = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof archiveWorkflowInput>,
): Promise<ArchivedWorkflow> => {
  authorise(actor, 'workflows.publish');
  const { slug } = archiveWorkflowInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const { id, name } = await requireEditable(tx, actor.organisationId, slug);
    const at = app.now();
    const values = [actor.organisationId, id, at];
    await tx.execute('UPDATE workflow SET archived_at = $3 WHERE organisation_id = $1 AND id = $2', values);
    await syncTriggers({ app, tx, actor }, { id, name }, null, 'the workflow was archived');
    await appendAudit(tx, actor, at, { type: 'workflow.archived', target: { id, label: name }, payload: {} });
    return { slug, archivedAt: at.toISOString() };
  });
};

/** Takes an archived workflow back into use, with the triggers of its current version. */
export const restoreWorkflow = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof archiveWorkflowInput>,
): Promise<ArchivedWorkflow> => {
  authorise(actor, 'workflows.publish');
  const { slug } = archiveWorkflowInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const workflow = await getWorkflowRecord(tx, actor.organisationId, slug, true);
    const { id, name, archivedAt, currentVersionId } = workflow;
    if (!archivedAt) throw new DomainError('not_permitted_now', `“${name}” is not archived.`);
    const values = [actor.organisationId, id];
    await tx.execute('UPDATE workflow SET archived_at = NULL WHERE organisation_id = $1 AND id = $2', values);
    const current =
      currentVersionId && (await findVersionRecord(tx, actor.organisationId, id, { id: currentVersionId }));
    await syncTriggers({ app, tx, actor }, { id, name }, current ? current.definition : null, '');
    await appendAudit(tx, actor, app.now(), { type: 'workflow.restored', target: { id, label: name }, payload: {} });
    return { slug, archivedAt: null };
  });
};
