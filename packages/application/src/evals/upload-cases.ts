import { type Actor, DomainError, datasetIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { requireTask } from '../tasks/task-record.ts';
import { requireDataset } from './dataset-record.ts';
import { parseCases } from './parse-cases.ts';
import { casesMax, countCases, storeCases } from './store-cases.ts';

export const uploadCasesInput = z.object({
  datasetId: datasetIdSchema,
  format: z.enum(['csv', 'jsonl']),
  content: z.string().min(1, 'The file is empty.').max(10_000_000),
  fileName: z.string().max(200).default('the file'),
  /** Adds the lines that fit and leaves out the others; else one line that does not fit adds nothing. */
  skipsInvalid: z.boolean().default(false),
});

export const uploadedCasesSchema = z.object({
  added: z.int(),
  /** Inputs that the dataset had already, or that came twice. */
  repeated: z.int(),
  /** Lines that fit, added or not. */
  fitting: z.int(),
  /** The first hundred. */
  problems: z.array(z.object({ line: z.int(), message: z.string() })),
  problemCount: z.int(),
});
export type UploadedCases = z.infer<typeof uploadedCasesSchema>;

const problemsShown = 100;

/**
 * Adds the cases of a file to a dataset: every line is checked against the task's schemas, and problems come back with their
 * lines. Uploading the same file again adds nothing. Throws `too_large` past 10,000 cases.
 */
export const uploadCases = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof uploadCasesInput>,
): Promise<UploadedCases> => {
  authorise(actor, 'evals.manage');
  const { datasetId, format, content, fileName, skipsInvalid } = uploadCasesInput.parse(raw);
  const { organisationId } = actor;
  return inTransaction(app, tenant(actor), async (tx) => {
    const dataset = await requireDataset(tx, organisationId, datasetId, { forUpdate: true });
    const { draft } = await requireTask(tx, organisationId, dataset.taskSlug);
    const { cases, problems } = parseCases(draft, content, format, fileName);
    const told = { problems: problems.slice(0, problemsShown), problemCount: problems.length, fitting: cases.length };
    if (cases.length === 0 || (problems.length > 0 && !skipsInvalid)) return { ...told, added: 0, repeated: 0 };
    const before = await countCases(tx, organisationId, datasetId);
    if (before + cases.length > casesMax) {
      throw new DomainError('too_large', `A dataset holds at most ${casesMax} cases; this one has ${before}.`);
    }
    const dataClass = draft.dataClass;
    const of = { ...dataset, organisationId };
    const added = await storeCases(tx, of, cases, { origin: 'upload', at: app.now(), dataClass });
    if (added > 0) {
      await appendAudit(tx, actor, app.now(), {
        type: 'dataset.cases-added',
        target: { id: dataset.id, label: dataset.name },
        payload: { origin: 'upload', added, dataClass: dataset.dataClass },
      });
    }
    return { ...told, added, repeated: cases.length - added };
  });
};
