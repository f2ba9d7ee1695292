import { randomUUID } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import { ask, tell } from './api.ts';

/** Where a page is opened: a path, or one that is found out first. */
type Address = string | ((page: Page) => Promise<string>);

const newestRun = async ({ request }: Page): Promise<string> => {
  const { items } = await ask(request, 'runs.list', { workflowSlug: 'invoice-approval', limit: 1 });
  return `/runs/${items[0].id}`;
};

const newestReceipt = async (page: Page): Promise<string> => {
  const { items } = await ask(page.request, 'receipts.list', { limit: 1 });
  return `/receipts/${items[0].id}`;
};

const anyRequest = async ({ request }: Page): Promise<string> => {
  const find = async (filter: string) => (await ask(request, 'inbox.list', { filter, limit: 1 })).items[0];
  const item = (await find('all')) ?? (await find('decided'));
  return `/inbox/${item.id}`;
};

const anyBudget = async ({ request }: Page): Promise<string> => {
  const { items } = await ask(request, 'budgets.list');
  if (items[0]) return `/budgets/${items[0].id}`;
  const spec = { name: 'All AI steps', scope: 'organisation', period: 'month', capMicroUsd: 1_000_000_000 };
  return `/budgets/${(await tell(request, 'budgets.create', { spec })).id}`;
};

/** The demo's own: others come and go with the journeys that make them. */
const datasetId = async ({ request }: Page): Promise<string> => {
  const { items } = await ask(request, 'evals.datasets.list', { taskSlug: 'triage-message' });
  return items.find((item: { name: string }) => item.name === 'Everyday messages').id;
};

const anyDataset = async (page: Page): Promise<string> => `/evals/datasets/${await datasetId(page)}`;

/** One that is planned costs nothing: nobody is asked. */
const anyEval = async (page: Page): Promise<string> => {
  const { id } = await tell(page.request, 'evals.plan', {
    evalRunId: randomUUID(),
    datasetId: await datasetId(page),
    incumbent: { candidateRef: 'anthropic/claude-haiku-4-5' },
    challenger: { candidateRef: 'openai/gpt-5-nano' },
  });
  return `/evals/${id}`;
};

/** Every page file with the address it is looked at by. */
export const pages: Readonly<Record<string, Address>> = {
  '(app)/page.tsx': '/',
  '(app)/audit/page.tsx': '/audit',
  '(app)/budgets/page.tsx': '/budgets',
  '(app)/policies/page.tsx': '/policies',
  '(app)/policies/[scope]/page.tsx': '/policies/organisation',
  '(app)/budgets/[id]/page.tsx': anyBudget,
  '(app)/tool-servers/page.tsx': '/tool-servers',
  '(app)/evals/page.tsx': '/evals',
  '(app)/evals/[id]/page.tsx': anyEval,
  '(app)/evals/datasets/[id]/page.tsx': anyDataset,
  '(app)/evals/swap/page.tsx': '/evals/swap',
  '(app)/inbox/page.tsx': '/inbox',
  '(app)/inbox/[id]/page.tsx': anyRequest,
  '(app)/people/page.tsx': '/people',
  '(app)/receipts/page.tsx': '/receipts',
  '(app)/receipts/[id]/page.tsx': newestReceipt,
  '(app)/runs/page.tsx': '/runs',
  '(app)/runs/[id]/page.tsx': newestRun,
  '(app)/runs/attention/page.tsx': '/runs/attention',
  '(app)/settings/page.tsx': '/settings',
  '(app)/settings/calendars/[slug]/page.tsx': '/settings/calendars/office-hours',
  '(app)/settings/calendars/new/page.tsx': '/settings/calendars/new',
  '(app)/sources/page.tsx': '/sources',
  '(app)/sources/[slug]/page.tsx': '/sources/vendors',
  '(app)/sources/new/page.tsx': '/sources/new',
  '(app)/spend/page.tsx': '/spend',
  '(app)/spend/invoices/page.tsx': '/spend/invoices',
  '(app)/spend/performance/page.tsx': '/spend/performance',
  '(app)/spend/subject/page.tsx': '/spend/subject',
  '(app)/spend/waste/page.tsx': '/spend/waste',
  '(app)/spend/what-if/page.tsx': '/spend/what-if',
  '(app)/suppliers/page.tsx': '/suppliers',
  '(app)/suppliers/[slug]/page.tsx': '/suppliers/anthropic',
  '(app)/tasks/page.tsx': '/tasks',
  '(app)/tasks/[slug]/page.tsx': '/tasks/extract-receipt',
  '(app)/workflows/page.tsx': '/workflows',
  '(app)/workflows/[slug]/page.tsx': '/workflows/invoice-approval',
  '(app)/workflows/[slug]/run/page.tsx': '/workflows/invoice-approval/run',
  '(app)/workflows/[slug]/versions/page.tsx': '/workflows/invoice-approval/versions',
  '(app)/workflows/[slug]/versions/move/page.tsx': '/workflows/invoice-approval/versions/move',
  '(app)/workflows/new/page.tsx': '/workflows/new',
};

/** Pages in front of the door; `/setup` leads there once an owner exists. */
export const publicPages: Readonly<Record<string, string>> = {
  '(auth)/sign-in/page.tsx': '/sign-in',
  '(auth)/setup/page.tsx': '/setup',
};

/** Views that share an address with a page and differ enough to be looked at by themselves. */
export const views: readonly string[] = [
  '/tasks/extract-receipt?view=try',
  '/tasks/extract-receipt?view=evidence',
  '/tasks/extract-receipt?view=classifier',
  '/tasks/triage-message?view=classifier',
  '/inbox?filter=decided',
  '/runs?status=failed',
  '/settings?tab=calendars',
  '/settings?tab=limits',
  '/nothing-here',
];

/** Waits until the page shows its content and no shape of it. */
export const settle = async (page: Page): Promise<void> => {
  await expect(page.getByRole('heading').first()).toBeVisible();
  await expect(page.locator('[aria-busy="true"], .animate-breathe')).toHaveCount(0);
};
