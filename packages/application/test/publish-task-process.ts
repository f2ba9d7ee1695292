import { newId } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';
import type { App } from '../src/app.ts';
import { defineWorkflow, publishDefinition } from './publish-definition.ts';

interface TaskProcess {
  readonly taskId: string;
  /** Of the process that is one step of it: start → AI step → end. */
  readonly workflowSlug: string;
}

/** Puts a published task into the database, and a process of one AI step that does it. */
export const publishTaskProcess = async (
  app: App,
  organisationId: OrganisationId,
  spec: { readonly slug: string; readonly name: string },
): Promise<TaskProcess> => {
  const [taskId, versionId] = [newId(), newId()];
  await app.db.transaction({ organisationId }, async (tx) => {
    await tx.execute(
      'INSERT INTO task (id, organisation_id, slug, name, draft, current_version_id) VALUES ($1, $2, $3, $4, $5, $6)',
      [taskId, organisationId, spec.slug, spec.name, JSON.stringify(spec), versionId],
    );
    await tx.execute(
      `INSERT INTO task_version (id, organisation_id, task_id, number, hash, spec) VALUES ($1, $2, $3, 1, 'h', $4)`,
      [versionId, organisationId, taskId, JSON.stringify(spec)],
    );
  });
  const definition = defineWorkflow(
    [
      { id: 'start', kind: 'start', config: {} },
      { id: 'read', kind: 'task', config: { task: spec.slug } },
      { id: 'end', kind: 'end', config: {} },
    ],
    [
      { from: 'start', to: 'read' },
      { from: 'read', to: 'end' },
    ],
  );
  return { taskId, workflowSlug: await publishDefinition(app, organisationId, definition) };
};
