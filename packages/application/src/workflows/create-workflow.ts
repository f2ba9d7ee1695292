import { newId, type Tx } from '@switchyard/db';
import {
  type Actor,
  DomainError,
  type DraftDefinition,
  type OrganisationId,
  slugSchema,
  type WorkflowId,
  workflowIdSchema,
} from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { serialiseDraft } from './draft-size.ts';
import { workflowFileSchema } from './workflow-file.ts';
import { workflowTemplates } from './workflow-templates.ts';

export const createWorkflowInput = z.object({
  /** Chosen by whoever asks, so that asking again creates no second one. */
  id: workflowIdSchema.optional(),
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

/** Others may take the same key at the same moment; each round sees what they took. */
const roundsMax = 25;

/**
 * Creates a workflow with a draft: blank, from a template or from a file. Asked again under an `id` of one's choice, it answers
 * with the workflow that is there. Throws `conflict` for a slug in use, and for an id that stands for another workflow.
 */
export const createWorkflow = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof createWorkflowInput>,
): Promise<CreatedWorkflow> => {
  authorise(actor, 'workflows.edit');
  const input = createWorkflowInput.parse(raw);
  const { id = newId<WorkflowId>(), name } = input;
  const draft = serialiseDraft(draftOf(input));
  return inTransaction(app, tenant(actor), async (tx) => {
    for (let round = 1; round <= roundsMax; round += 1) {
      const there = await findSame(tx, actor.organisationId, id, input);
      if (there) return there;
      const slug = await chooseSlug(tx, actor, input);
      const [created] = await tx.query<CreatedWorkflow>(
        `INSERT INTO workflow (id, organisation_id, slug, name, description, draft, draft_updated_at, draft_updated_by_id,
                               created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7) ON CONFLICT DO NOTHING RETURNING slug, draft_revision AS revision`,
        [
          id,
          actor.organisationId,
          slug,
          name,
          input.description,
          draft,
          app.now(),
          actor.kind === 'user' ? actor.userId : null,
        ],
      );
      if (!created) continue;
      await appendAudit(tx, actor, app.now(), {
        type: 'workflow.created',
        target: { id, label: name },
        payload: { slug },
      });
      return created;
    }
    throw new DomainError('conflict', 'This id or key is taken. Look at the list of workflows, then try another.');
  });
};

/** What was created under this id before. Throws `conflict` when that is not the workflow that is asked for now. */
const findSame = async (tx: Tx, organisationId: OrganisationId, id: WorkflowId, { name, slug }: ParsedInput) => {
  const [known] = await tx.query<CreatedWorkflow & { name: string }>(
    'SELECT slug, draft_revision AS revision, name FROM workflow WHERE organisation_id = $1 AND id = $2',
    [organisationId, id],
  );
  if (!known) return null;
  if (known.name === name && (slug === undefined || known.slug === slug)) {
    return { slug: known.slug, revision: known.revision };
  }
  throw new DomainError('conflict', `Under this id “${known.name}” was created before. Choose another id.`);
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
