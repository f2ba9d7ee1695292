import {
  budgetSpecSchema,
  type Definition,
  datasetIdSchema,
  isDomainError,
  type OrganisationId,
  type UserActor,
} from '@switchyard/domain';
import type { App } from '../app.ts';
import { createBudget } from '../budgets/set-budget.ts';
import { createCalendar } from '../calendars/create-calendar.ts';
import { createDataset } from '../evals/create-dataset.ts';
import { uploadCases } from '../evals/upload-cases.ts';
import { startRun } from '../runs/start-run.ts';
import { registerSource } from '../sources/register-source.ts';
import { createSupplier } from '../suppliers/create-supplier.ts';
import { createTask } from '../tasks/create-task.ts';
import { publishTask } from '../tasks/publish-task.ts';
import { createWorkflow } from '../workflows/create-workflow.ts';
import { publishWorkflow } from '../workflows/publish-workflow.ts';
import { officeCalendar } from './demo-calendar.ts';
import { demoDataset } from './demo-dataset.ts';
import { demoDocuments, demoMessages } from './demo-documents.ts';
import { vendorsCsv, vendorsSource } from './demo-sources.ts';
import { demoSuppliers } from './demo-suppliers.ts';
import { extractReceiptTask, triageMessageTask } from './demo-tasks.ts';
import { invoiceApproval } from './invoice-approval.ts';
import { findDemoActor, seedPeople } from './seed-people.ts';
import { supportTriage, urgentDemoIntents } from './support-triage.ts';

export const invoiceWorkflowSlug = 'invoice-approval';
export const triageWorkflowSlug = 'support-triage';
export const demoWorkflowSlugs = [invoiceWorkflowSlug, triageWorkflowSlug] as const;

/**
 * Fills the demo organisation through the same use cases that people use, so that its record is a real one. Every part is
 * made once: a start that was interrupted goes on where it stopped, and what people change later is left alone.
 */
export const seedDemo = async (app: App): Promise<OrganisationId> => {
  const organisationId = await seedPeople(app);
  const admin = await findDemoActor(app, organisationId, 'adam@demo.local');
  const owner = await findDemoActor(app, organisationId, 'petra@demo.local');
  const operator = await findDemoActor(app, organisationId, 'omar@demo.local');
  await seedSuppliers(app, admin);
  await seedBudget(app, admin);
  await seedSources(app, owner);
  await seedCalendars(app, owner);
  await seedTasks(app, owner);
  await seedDataset(app, owner);
  await seedWorkflows(app, owner);
  await seedRuns(app, operator);
  return organisationId;
};

type Table = 'calendar' | 'supplier' | 'source' | 'task' | 'workflow';

const isMissing = async (app: App, actor: UserActor, table: Table, slug: string): Promise<boolean> => {
  const { organisationId } = actor;
  const rows = await app.db.transaction({ organisationId }, (tx) =>
    tx.query(`SELECT 1 FROM ${table} WHERE organisation_id = $1 AND slug = $2`, [organisationId, slug]),
  );
  return rows.length === 0;
};

const isUnpublished = async (
  app: App,
  actor: UserActor,
  table: 'task' | 'workflow',
  slug: string,
): Promise<boolean> => {
  const { organisationId } = actor;
  const rows = await app.db.transaction({ organisationId }, (tx) =>
    tx.query(`SELECT 1 FROM ${table} WHERE organisation_id = $1 AND slug = $2 AND current_version_id IS NULL`, [
      organisationId,
      slug,
    ]),
  );
  return rows.length > 0;
};

const seedSuppliers = async (app: App, actor: UserActor): Promise<void> => {
  for (const spec of demoSuppliers) {
    if (await isMissing(app, actor, 'supplier', spec.slug)) await createSupplier(app, actor, spec);
  }
  await app.db.transaction({ organisationId: actor.organisationId }, (tx) =>
    tx.execute(
      `UPDATE supplier SET is_simulated = true
       WHERE organisation_id = $1 AND slug = ANY($2::text[]) AND secret_id IS NULL AND NOT is_simulated`,
      [actor.organisationId, demoSuppliers.filter(({ models }) => models.length > 0).map(({ slug }) => slug)],
    ),
  );
};

/** It only warns: what people try out is never stopped by it. */
const demoBudget = budgetSpecSchema.parse({
  name: 'All AI steps',
  scope: 'organisation',
  period: 'month',
  capMicroUsd: 20_000_000,
  isHard: false,
});

const seedBudget = async (app: App, actor: UserActor): Promise<void> => {
  // Also one that was removed counts: people have decided about budgets.
  if (await lacksAny(app, actor, 'budget')) await createBudget(app, actor, { spec: demoBudget });
};

const seedSources = async (app: App, actor: UserActor): Promise<void> => {
  if (!(await isMissing(app, actor, 'source', vendorsSource.slug))) return;
  const file = { name: 'vendors.csv', bytes: new TextEncoder().encode(vendorsCsv) };
  await registerSource(app, actor, { spec: vendorsSource }, file);
};

const seedCalendars = async (app: App, actor: UserActor): Promise<void> => {
  if (await isMissing(app, actor, 'calendar', officeCalendar.slug)) {
    await createCalendar(app, actor, { spec: officeCalendar });
  }
};

const seedTasks = async (app: App, actor: UserActor): Promise<void> => {
  for (const spec of [extractReceiptTask, triageMessageTask]) {
    if (await isMissing(app, actor, 'task', spec.slug)) await createTask(app, actor, { spec });
    if (await isUnpublished(app, actor, 'task', spec.slug)) await publishTask(app, actor, { slug: spec.slug });
  }
};

const seedDataset = async (app: App, actor: UserActor): Promise<void> => {
  const { taskSlug, name, lines } = demoDataset;
  // One that has been put away is not made again: people have seen enough of it.
  if (!(await lacksAny(app, actor, 'dataset'))) return;
  const { id } = await createDataset(app, actor, { taskSlug, name });
  await uploadCases(app, actor, { datasetId: datasetIdSchema.parse(id), format: 'jsonl', content: lines });
};

const lacksAny = async (app: App, { organisationId }: UserActor, table: 'budget' | 'dataset'): Promise<boolean> => {
  const rows = await app.db.transaction({ organisationId }, (tx) =>
    tx.query(`SELECT 1 FROM ${table} WHERE organisation_id = $1 LIMIT 1`, [organisationId]),
  );
  return rows.length === 0;
};

interface DemoWorkflow {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly definition: Definition;
}

const demoWorkflows = (app: App): DemoWorkflow[] => [
  {
    slug: invoiceWorkflowSlug,
    name: 'Invoice and expense approval',
    description:
      'Reads a receipt, compares it with the vendor list, asks Finance where the policy says so, and books it.',
    definition: invoiceApproval(`${app.settings.simulatorUrl ?? 'http://127.0.0.1:3002'}/ledger/entries`),
  },
  {
    slug: triageWorkflowSlug,
    name: 'Support triage',
    description: 'Says what a customer’s message is about and brings urgent ones to a person.',
    definition: supportTriage({ task: triageMessageTask.slug, urgentIntents: urgentDemoIntents }),
  },
];

const seedWorkflows = async (app: App, actor: UserActor): Promise<void> => {
  for (const { definition, ...workflow } of demoWorkflows(app)) {
    const { slug } = workflow;
    if (await isMissing(app, actor, 'workflow', slug)) {
      const file = { format: 'switchyard-workflow' as const, v: 1 as const, ...workflow, definition };
      await createWorkflow(app, actor, { ...workflow, from: { kind: 'file', file } });
    }
    if (await isUnpublished(app, actor, 'workflow', slug)) {
      await publishWorkflow(app, actor, { slug, note: 'The process as it comes with the demo.', revision: 1 });
    }
  }
};

/** The key makes each of them start once, whatever is interrupted. */
const seedRuns = async (app: App, actor: UserActor): Promise<void> => {
  const starts = [
    ...demoDocuments.map(({ reference, text }) => ({
      workflowSlug: invoiceWorkflowSlug,
      input: { reference, document: text },
      idempotencyKey: `demo-${reference}`,
    })),
    ...demoMessages.map((message, index) => ({
      workflowSlug: triageWorkflowSlug,
      input: { message },
      idempotencyKey: `demo-message-${index}`,
    })),
  ];
  if (!(await lacksRuns(app, actor))) return;
  for (const start of starts) await startUnlessClosed(app, actor, start);
};

const lacksRuns = async (app: App, actor: UserActor): Promise<boolean> => {
  const { organisationId } = actor;
  const [row] = await app.db.transaction({ organisationId }, (tx) =>
    tx.query<{ count: number }>(
      'SELECT count(*) AS count FROM run WHERE organisation_id = $1 AND idempotency_key LIKE $2',
      [organisationId, 'demo-%'],
    ),
  );
  return (row?.count ?? 0) < demoDocuments.length + demoMessages.length;
};

/** Somebody may have archived a demo workflow between two starts; that is theirs to decide. */
const startUnlessClosed = async (app: App, actor: UserActor, start: Parameters<typeof startRun>[2]): Promise<void> => {
  try {
    await startRun(app, actor, { ...start, trigger: 'form' });
  } catch (thrown) {
    if (isDomainError(thrown) && thrown.code === 'not_permitted_now') return;
    throw thrown;
  }
};
