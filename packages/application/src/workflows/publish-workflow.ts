import { newId, type Tx } from '@switchyard/db';
import { hashDefinition, lintDefinition, parseDefinition } from '@switchyard/definition';
import {
  type Actor,
  type Definition,
  type DefinitionProblem,
  DomainError,
  definitionProblemSchema,
  jsonValueSchema,
  slugSchema,
  type VersionId,
  versionIdSchema,
} from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { listApproverWarnings } from '../approvals/list-approver-warnings.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { lintScripts } from './lint-scripts.ts';
import { loadDefinitionReferences } from './load-definition-references.ts';
import { syncTriggers } from './sync-triggers.ts';
import { findVersionRecord, requireEditable, type WorkflowRecord } from './workflow-record.ts';

export const publishWorkflowInput = z.object({
  slug: slugSchema,
  /** What changed and why, for whoever compares versions. */
  note: z.string().trim().min(1, 'Say what changed and why.').max(2000),
  /** The draft revision that was looked at when deciding to publish. */
  revision: z.int().min(1),
});

export const publishedVersionSchema = z.object({
  versionId: versionIdSchema,
  number: z.int(),
  hash: z.string(),
  /** Things worth knowing that do not forbid publishing. */
  warnings: z.array(definitionProblemSchema),
  /** The webhook's address and secret when it is new; the secret is shown only now. */
  newWebhook: z.object({ url: z.string(), secret: z.string() }).nullable(),
});
export type PublishedVersion = z.infer<typeof publishedVersionSchema>;

type ParsedInput = z.output<typeof publishWorkflowInput>;

/**
 * Makes the draft the next version, immutable and named by the hash of its content; new runs use it from the commit on.
 * Throws `conflict` when the draft was saved since `revision`, `invalid_definition` with `details.problems` when lint
 * finds errors, `not_permitted_now` when nothing has changed.
 */
export const publishWorkflow = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof publishWorkflowInput>,
): Promise<PublishedVersion> => {
  authorise(actor, 'workflows.publish');
  const input = publishWorkflowInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const workflow = await requireEditable(tx, actor.organisationId, input.slug);
    requireRevision(workflow, input.revision);
    const { definition, warnings } = await requireSound({ app, tx, actor }, workflow);
    const version = await storeVersion({ app, tx, actor }, workflow, definition, input);
    const newWebhook = await syncTriggers({ app, tx, actor }, workflow, definition, 'not part of the new version');
    const approvers = await listApproverWarnings(tx, actor, definition);
    return { ...version, warnings: [...warnings, ...approvers], newWebhook };
  });
};

const requireRevision = (workflow: WorkflowRecord, revision: number): void => {
  if (workflow.draftRevision === revision) return;
  const by = workflow.draftUpdatedBy === null ? 'Somebody' : workflow.draftUpdatedBy;
  throw new DomainError('conflict', `${by} saved the draft meanwhile. Look at the changes, then publish.`, {
    details: { revision: workflow.draftRevision },
  });
};

const describeProblems = (problems: readonly DefinitionProblem[]): string => {
  const [first] = problems;
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  return `The draft has ${count} to solve before it can be published. First: ${first?.message ?? ''}`;
};

const requireSound = async (
  { app, tx, actor }: { readonly app: App; readonly tx: Tx; readonly actor: Actor },
  { slug, draft }: Pick<WorkflowRecord, 'slug' | 'draft'>,
) => {
  const references = await loadDefinitionReferences(tx, actor.organisationId);
  const problems = [...lintDefinition(draft, { ...references, ownSlug: slug }), ...(await lintScripts(app, draft))];
  const errors = problems.filter(({ severity }) => severity === 'error');
  const parsed = parseDefinition(draft);
  const refused = errors.length > 0 ? errors : parsed.ok ? [] : parsed.error;
  if (refused.length > 0 || !parsed.ok) {
    const details = { problems: jsonValueSchema.parse(refused.slice(0, 100)) };
    throw new DomainError('invalid_definition', describeProblems(refused), { details });
  }
  return { definition: parsed.value, warnings: problems.filter(({ severity }) => severity === 'warning') };
};

/** Task slug → its current version: what runs of this version will use, whatever is published there later. */
const resolveTasks = async (tx: Tx, actor: Actor, definition: Definition): Promise<Record<string, string>> => {
  const slugs = [
    ...new Set(
      definition.nodes.flatMap(({ kind, config }) => (kind === 'task' || kind === 'agent' ? [config.task] : [])),
    ),
  ];
  const rows = await tx.query<{ slug: string; current_version_id: string }>(
    `SELECT slug, current_version_id FROM task
     WHERE organisation_id = $1 AND slug = ANY($2) AND current_version_id IS NOT NULL ORDER BY slug`,
    [actor.organisationId, slugs],
  );
  return Object.fromEntries(rows.map((row) => [row.slug, row.current_version_id]));
};

const isSameRecord = (one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([key, value]) => other[key] === value);

const storeVersion = async (
  { app, tx, actor }: { readonly app: App; readonly tx: Tx; readonly actor: Actor },
  workflow: WorkflowRecord,
  definition: Definition,
  { note }: ParsedInput,
): Promise<{ versionId: VersionId; number: number; hash: string }> => {
  const hash = hashDefinition(definition);
  const tasks = await resolveTasks(tx, actor, definition);
  const { currentVersionId } = workflow;
  const current =
    currentVersionId && (await findVersionRecord(tx, actor.organisationId, workflow.id, { id: currentVersionId }));
  if (current && current.hash === hash && isSameRecord(current.tasks, tasks)) {
    throw new DomainError('not_permitted_now', `Nothing has changed since version ${current.number}.`);
  }
  const versionId = newId<VersionId>();
  const at = app.now();
  const [row] = await tx.query<{ number: number }>(
    `INSERT INTO workflow_version (id, organisation_id, workflow_id, number, hash, definition, resolved, note,
                                   published_by_id, published_at)
     SELECT $1, $2, $3, coalesce(max(number), 0) + 1, $4, $5, $6, $7, $8, $9
     FROM workflow_version WHERE workflow_id = $3 RETURNING number`,
    [
      versionId,
      actor.organisationId,
      workflow.id,
      hash,
      JSON.stringify(definition),
      JSON.stringify({ tasks }),
      note,
      actor.kind === 'user' ? actor.userId : null,
      at,
    ],
  );
  const number = row?.number ?? 1;
  await tx.execute('UPDATE workflow SET current_version_id = $3 WHERE organisation_id = $1 AND id = $2', [
    actor.organisationId,
    workflow.id,
    versionId,
  ]);
  await appendAudit(tx, actor, at, {
    type: 'workflow.published',
    target: { id: workflow.id, label: workflow.name },
    payload: { versionId, version: number, contentHash: hash, note },
  });
  return { versionId, number, hash };
};
