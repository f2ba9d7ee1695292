import type { Tx } from '@switchyard/db';
import { lintDefinition } from '@switchyard/definition';
import {
  type Actor,
  definitionProblemSchema,
  definitionSchema,
  draftDefinitionSchema,
  slugSchema,
  workflowIdSchema,
} from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { listSchedules, scheduleViewSchema } from './list-schedules.ts';
import { loadDefinitionReferences } from './load-definition-references.ts';
import { webhookUrl } from './webhook-url.ts';
import { findVersionRecord, getWorkflowRecord } from './workflow-record.ts';

export const getWorkflowInput = z.object({ slug: slugSchema });

export const workflowDetailSchema = z.object({
  id: workflowIdSchema,
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  draft: draftDefinitionSchema,
  revision: z.int(),
  savedAt: z.iso.datetime(),
  /** Who saved last; empty when unknown. */
  savedBy: z.string(),
  /** What lint finds in the draft. */
  problems: z.array(definitionProblemSchema),
  currentVersion: z
    .object({
      number: z.int(),
      hash: z.string(),
      note: z.string(),
      publishedAt: z.iso.datetime(),
      publishedBy: z.string().nullable(),
      definition: definitionSchema,
    })
    .nullable(),
  /** Where the webhook trigger is called, once published with one. */
  webhook: z.object({ url: z.string(), isEnabled: z.boolean(), toleranceSeconds: z.int() }).nullable(),
  schedules: z.array(scheduleViewSchema),
  archivedAt: z.iso.datetime().nullable(),
});
export type WorkflowDetail = z.infer<typeof workflowDetailSchema>;

/** One workflow: its draft with problems, its current version, how it is triggered. Throws `not_found`. */
export const getWorkflow = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof getWorkflowInput>,
): Promise<WorkflowDetail> => {
  authorise(actor, 'workflows.read');
  const { slug } = getWorkflowInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const workflow = await getWorkflowRecord(tx, actor.organisationId, slug);
    const { currentVersionId } = workflow;
    const current =
      currentVersionId === null
        ? null
        : await findVersionRecord(tx, actor.organisationId, workflow.id, { id: currentVersionId });
    const references = await loadDefinitionReferences(tx, actor.organisationId);
    return {
      id: workflow.id,
      slug: workflow.slug,
      name: workflow.name,
      description: workflow.description,
      draft: workflow.draft,
      revision: workflow.draftRevision,
      savedAt: workflow.draftUpdatedAt.toISOString(),
      savedBy: workflow.draftUpdatedBy ?? '',
      problems: lintDefinition(workflow.draft, { ...references, ownSlug: workflow.slug }),
      currentVersion: current && {
        number: current.number,
        hash: current.hash,
        note: current.note,
        publishedAt: current.publishedAt.toISOString(),
        publishedBy: current.publishedBy,
        definition: current.definition,
      },
      webhook: await findWebhook(app, tx, workflow.id),
      schedules: await listSchedules(tx, workflow.id),
      archivedAt: workflow.archivedAt?.toISOString() ?? null,
    };
  });
};

const findWebhook = async (app: App, tx: Tx, workflowId: string): Promise<WorkflowDetail['webhook']> => {
  const [row] = await tx.query<{ token: string; is_enabled: boolean; tolerance_seconds: number }>(
    'SELECT token, is_enabled, tolerance_seconds FROM webhook_endpoint WHERE workflow_id = $1',
    [workflowId],
  );
  if (!row) return null;
  return { url: webhookUrl(app, row.token), isEnabled: row.is_enabled, toleranceSeconds: row.tolerance_seconds };
};
