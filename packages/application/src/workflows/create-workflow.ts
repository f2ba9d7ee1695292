import { newId, type Tx } from '@switchyard/db';
import { type Actor, DomainError, type DraftDefinition, slugSchema, type WorkflowId } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { serialiseDraft } from './draft-size.ts';
import { workflowFileSchema } from './workflow-file.ts';
import { workflowTemplates } from './workflow-templates.ts';

export const createWorkflowInput = z.object({
  name: z.string().trim().min(1, 'Give the workflow a name.').max(120),
  description: z.string().max(2000).default(''),
  /** Left out: made from the name, with a number when it is taken. */
  slug: slugSchema.optional(),
  /** What the draft begins with. */
  from: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('template'), template: z.string() }),
      z.object({ kind: z.literal('file'), file: workflowFileSchema }),
    ])
    .default({ kind: 'template', template: 'blank' }),
});

export const createdWorkflowSchema = z.object({ slug: slugSchema, revision: z.int() });
export type CreatedWorkflow = z.infer<typeof createdWorkflowSchema>;

type ParsedInput = z.output<typeof createWorkflowInput>;

/** Creates a workflow with a draft: blank, from a template or from a file. Throws `conflict` for a slug in use. */
export const createWorkflow = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof createWorkflowInput>,
): Promise<CreatedWorkflow> => {
  authorise(actor, 'workflows.edit');
  const input = createWorkflowInput.parse(raw);
  const draft = serialiseDraft(draftOf(input));
  return inTransaction(app, tenant(actor), async (tx) => {
    const slug = await chooseSlug(tx, actor, input);
    const id = newId<WorkflowId>();
    await tx.execute(
      `INSERT INTO workflow (id, organisation_id, slug, name, description, draft, draft_updated_at, draft_updated_by_id,
                             created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7)`,
      [
        id,
        actor.organisationId,
        slug,
        input.name,
        input.description,
        draft,
        app.now(),
        actor.kind === 'user' ? actor.userId : null,
      ],
    );
    await appendAudit(tx, actor, app.now(), {
      type: 'workflow.created',
      target: { id, label: input.name },
      payload: { slug },
    });
    return { slug, revision: 1 };
  });
};

const draftOf = ({ from }: ParsedInput): DraftDefinition => {
  if (from.kind === 'file') return from.file.definition;
  const template = workflowTemplates.find(({ id }) => id === from.template);
  if (template) return template.draft;
  throw new DomainError('invalid_input', `There is no template “${from.template}”.`);
};

/** Lower-case letters and digits of the name, joined by dashes; accents go. */
const slugOfName = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/^-+|-+$/g, '') || 'workflow';

const chooseSlug = async (tx: Tx, actor: Actor, input: ParsedInput): Promise<string> => {
  const wanted = input.slug ?? slugOfName(input.name);
  const rows = await tx.query<{ slug: string; name: string }>(
    `SELECT slug, name FROM workflow WHERE organisation_id = $1 AND (slug = $2 OR slug LIKE $2 || '-%')`,
    [actor.organisationId, wanted],
  );
  const taken = rows.find(({ slug }) => slug === wanted);
  if (!taken) return wanted;
  if (input.slug !== undefined) {
    throw new DomainError('conflict', `The key ${wanted} belongs to “${taken.name}”. Choose another.`);
  }
  const slugs = new Set(rows.map(({ slug }) => slug));
  let number = 2;
  while (slugs.has(`${wanted}-${number}`)) number += 1;
  return `${wanted}-${number}`;
};
