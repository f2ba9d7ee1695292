import { can } from '@switchyard/access';
import type { Tx } from '@switchyard/db';
import { type JsonValue, jsonObjectSchema, taskSpecSchema, type UserActor } from '@switchyard/domain';
import type { WorkItem } from './inbox-item-schema.ts';
import { workItemSchema } from './inbox-item-schema.ts';
import { splitDocuments } from './split-documents.ts';

interface WorkRow {
  readonly id: string;
  readonly run_id: string;
  readonly step_id: string;
  readonly title: string;
  readonly status: 'open' | 'done' | 'withdrawn';
  readonly roles: readonly string[];
  readonly input: JsonValue;
  readonly suggestion: unknown;
  readonly output: JsonValue;
  readonly created_at: Date;
  readonly done_at: Date | null;
  readonly done_by_name: string | null;
  readonly spec: unknown;
  readonly started_by_label: string;
  readonly workflow_slug: string;
  readonly workflow_name: string;
  readonly version_number: number;
}

/** Why this person may not do the item, or null when they may. Roles of the item; without any, who operates runs. */
export const refuseWork = (actor: UserActor, item: { status: string; roles: readonly string[] }): string | null => {
  if (item.status === 'done') return 'This has been done already.';
  if (item.status === 'withdrawn') return 'The run no longer needs this.';
  const held: readonly string[] = actor.roles;
  const isAllowed =
    item.roles.length === 0 ? can(actor, 'runs.operate').isAllowed : item.roles.some((role) => held.includes(role));
  return isAllowed ? null : 'This is for other roles than yours.';
};

/** A work item with what a person needs to do it, or null; its sources are added by the caller. */
export const findWorkItem = async (tx: Tx, actor: UserActor, id: string): Promise<WorkItem | null> => {
  const [row] = await tx.query<WorkRow>(
    `SELECT w.id, w.run_id, w.step_id, w.title, w.status, w.roles, w.input, w.suggestion, w.output, w.created_at,
            w.done_at, u.name AS done_by_name, t.spec, run.started_by_label,
            wf.slug AS workflow_slug, wf.name AS workflow_name, v.number AS version_number
     FROM work_item w JOIN run ON run.id = w.run_id JOIN workflow wf ON wf.id = run.workflow_id
     JOIN workflow_version v ON v.id = run.version_id JOIN task_version t ON t.id = w.task_version_id
     LEFT JOIN app_user u ON u.id = w.done_by_id
     WHERE w.organisation_id = $1 AND w.id = $2`,
    [actor.organisationId, id],
  );
  return row ? toItem(row, actor) : null;
};

const toItem = (row: WorkRow, actor: UserActor): WorkItem => {
  const spec = taskSpecSchema.parse(row.spec);
  const taskInput = jsonObjectSchema.parse(row.input);
  const { documents, rest } = splitDocuments(taskInput);
  const refusal = refuseWork(actor, row);
  return {
    kind: 'work_item',
    id: row.id,
    title: row.title,
    runId: row.run_id,
    stepId: row.step_id,
    workflow: { slug: row.workflow_slug, name: row.workflow_name, versionNumber: row.version_number },
    requestedByLabel: row.started_by_label,
    createdAt: row.created_at.toISOString(),
    documents,
    input: rest,
    status: row.status,
    task: { slug: spec.slug, name: spec.name, instructions: spec.instructions, output: spec.output },
    taskInput,
    suggestion: workItemSchema.shape.suggestion.parse(row.suggestion),
    sources: [],
    output: row.output,
    doneByName: row.done_by_name,
    doneAt: row.done_at?.toISOString() ?? null,
    mayDo: refusal === null,
    refusal,
  };
};
