import type { Page } from '@playwright/test';
import { ask, startRun } from './support/api.ts';
import { expect, test } from './support/journey.ts';
import { unique } from './support/unique.ts';
import { approvalProcess, publishWorkflow } from './support/workflows.ts';

/** From now on the server does not answer this page, as in a restart or on a train. */
const goAway = (page: Page) => page.route('**/api/trpc/**', (route) => route.abort('connectionrefused'));
const comeBack = (page: Page) => page.unroute('**/api/trpc/**');

test('what was read stays when reading it again fails, says that it may be old, and is read again on request', async ({
  as,
}) => {
  const page = await as('owner');
  await page.goto('/budgets');
  const rows = page.getByRole('table', { name: 'Budgets' }).getByRole('row');
  await expect(rows.nth(1)).toBeVisible();
  await goAway(page);
  const before = await rows.count();
  const notice = page.getByRole('status').filter({ hasText: 'This may be out of date. The server did not answer' });
  // The page looks for itself every few seconds, and once more before it says so.
  await expect(notice).toBeVisible();
  expect(await rows.count()).toBe(before);
  await comeBack(page);
  await notice.getByRole('button', { name: 'Try again' }).click();
  await expect(notice).toHaveCount(0);
});

test('a page that was never read says why in words, and another try brings it', async ({ as }) => {
  const page = await as('owner');
  await page.goto('/settings');
  await goAway(page);
  await page.getByRole('tab', { name: 'Secrets' }).click();
  const alert = page.getByRole('main').getByRole('alert');
  await expect(alert).toContainText('The secrets cannot be read');
  await expect(alert).toContainText('The server did not answer. It may be starting again');
  await comeBack(page);
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(alert).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'New secret' })).toBeVisible();
});

test('a page stays when the code of its toasts does not come, and has them once it does', async ({ as }) => {
  const page = await as('owner');
  let refused = 0;
  let isAway = true;
  await page.route('**/_next/static/chunks/*.js', async (route) => {
    const response = await route.fetch();
    if (!isAway || !(await response.text()).includes('data-sonner-toaster')) return route.fulfill({ response });
    refused += 1;
    return route.abort('connectionrefused');
  });
  await page.goto('/workflows/new');
  await expect.poll(() => refused).toBeGreaterThan(0);
  const name = unique('Toastless');
  await page.getByLabel('Name').fill(name);
  await expect(page.getByRole('button', { name: /^Blank/ })).toHaveAttribute('aria-pressed', 'true');
  const toasts = page.getByRole('region', { name: /^Notifications/ });
  await expect(toasts).toHaveCount(0);
  isAway = false;
  await expect(toasts).toBeAttached();
  await expect(page.getByLabel('Name')).toHaveValue(name);
});

test('a decision that got no answer says that it may have been made, keeps what was typed, and is made once', async ({
  as,
  newcomer,
}) => {
  const owner = await as('owner');
  const { page, email } = await newcomer('approver');
  const { slug } = await publishWorkflow(owner.request, unique('Outage'), approvalProcess([email]));
  const subject = unique('Spare parts');
  const runId = await startRun(owner.request, slug, { subject, amount: 120 });
  await expect(async () => {
    await page.goto('/inbox');
    await expect(page.getByRole('link', { name: new RegExp(subject) })).toBeVisible();
  }).toPass();
  await page.getByRole('link', { name: new RegExp(subject) }).click();
  await page.getByRole('button', { name: /^Reject/ }).click();
  const why = page.getByLabel('Why is it rejected?');
  await why.fill('We have enough of them');
  await goAway(page);
  await page.getByRole('button', { name: /^Reject/ }).click();
  await expect(page.getByText(`No answer: ${subject}`)).toBeVisible();
  await expect(page.getByText('this may or may not have been done')).toBeVisible();
  // Back in the list, although the list itself cannot be read again now.
  await page.getByRole('link', { name: new RegExp(subject) }).click();
  await comeBack(page);
  await page.getByRole('button', { name: /^Reject/ }).click();
  await expect(why).toHaveValue('We have enough of them');
  await page.getByRole('button', { name: /^Reject/ }).click();
  await expect(page.getByText(`Rejected: ${subject}`)).toBeVisible();
  await expect(async () => {
    expect((await ask(owner.request, 'runs.get', { runId })).status).toBe('completed');
  }).toPass();
});
