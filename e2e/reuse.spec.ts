import type { Page } from '@playwright/test';
import { tell } from './support/api.ts';
import { installation } from './support/installation.env.ts';
import { expect, test } from './support/journey.ts';
import { publishRefundTask } from './support/refund-task.ts';

const { gatewayUrl } = installation;

const section = (page: Page, name: string) =>
  page.locator('section').filter({ has: page.getByRole('heading', { name, exact: true }) });

const newTask = async (page: Page) => {
  const { id, name, slug } = await publishRefundTask(page.request, 'Asked twice');
  const scopes = ['models:call'];
  const { key } = await tell(page.request, 'apiKeys.create', { name, scopes, expiresInDays: 1, dataClass: 'internal' });
  const call = () =>
    page.request.post(`${gatewayUrl}/v1/chat/completions`, {
      headers: { authorization: `Bearer ${key}` },
      data: { model: `task/${slug}`, messages: [{ role: 'user', content: 'I want my money back.' }] },
    });
  return { id, name, call };
};

test('rules let an answer be given again and a slow one be overtaken: the same call then costs nothing', async ({
  as,
}) => {
  const page = await as('owner');
  const { id, name, call } = await newTask(page);
  await page.goto(`/policies/task-${id}`);
  await page.getByRole('button', { name: 'New draft' }).click();
  const panel = page.getByRole('dialog', { name: `Rules of ${name}` });
  await panel.getByLabel('Answer exactly the same input from before').click();
  await panel.getByLabel('For how many minutes').fill('0');
  await expect(panel.getByRole('button', { name: 'Save the draft' })).toBeDisabled();
  await panel.getByLabel('For how many minutes').fill('30');
  await panel.getByLabel('While a model is slow to answer').selectOption('Ask a second one after a time');
  await panel.getByLabel('After how many ms').fill('4000');
  await panel.getByRole('button', { name: 'Save the draft' }).click();
  await expect(panel).toHaveCount(0);
  await page.getByRole('button', { name: 'Publish' }).click();
  const publish = page.getByRole('dialog', { name: 'Publish the draft' });
  await publish.getByLabel('Why').fill('The same question comes every hour');
  await publish.getByRole('button', { name: 'Publish' }).click();
  await expect(publish).toHaveCount(0);
  await expect(section(page, 'Rules in force')).toContainText('1800 s');
  await expect(section(page, 'Rules in force')).toContainText('4000 ms');

  const first = await call();
  expect(first.status(), await first.text()).toBe(200);
  expect(Number(first.headers()['x-switchyard-cost-usd'])).toBeGreaterThan(0);
  // The answer is kept a moment after it was given, and the journey below has all of the organisation forgotten: a call
  // meanwhile is asked for, and its newer answer kept. What each of them cost, by its receipt:
  const paid = new Map([[first.headers()['x-switchyard-receipt'], first.headers()['x-switchyard-cost-usd']]]);
  let again = first.headers();
  const callAgain = async () => {
    again = (await call()).headers();
    if (again['x-switchyard-cache'] !== 'hit') paid.set(again['x-switchyard-receipt'], again['x-switchyard-cost-usd']);
    return again['x-switchyard-cache'];
  };
  await expect.poll(callAgain).toBe('hit');
  expect(Number(again['x-switchyard-cost-usd'])).toBe(0);

  await page.goto(`/receipts/${again['x-switchyard-receipt']}`);
  const answered = section(page, 'Answered from the cache');
  await expect(answered).toContainText('Asking again would have cost');
  await expect(answered).toContainText(/\$0\.0*[1-9]/);
  await answered.getByRole('link', { name: 'The receipt of that call' }).click();
  await expect(page).toHaveURL(new RegExp(`/receipts/(${[...paid.keys()].join('|')})$`));
  expect(again['x-switchyard-saved-usd']).toBe(paid.get(page.url().split('/').at(-1) ?? ''));
});

test('answers that are kept are forgotten when an admin says so, and the record tells', async ({ as }) => {
  const page = await as('admin');
  const { id, call } = await newTask(page);
  const scope = { taskId: id };
  const rules = { cache: { lifetimeS: 600, allowsVaried: false } };
  const { revision } = await tell(page.request, 'policies.saveDraft', { scope, rules, revision: 0 });
  await tell(page.request, 'policies.publish', { scope, revision, note: 'Asked often' });
  await expect.poll(async () => (await call()).headers()['x-switchyard-cache']).toBe('hit');

  await page.goto('/policies/organisation');
  await page.getByRole('button', { name: 'Forget kept answers' }).click();
  await page.getByRole('button', { name: 'Forget them' }).click();
  await expect(page.getByText(/kept answers? forgotten/)).toBeVisible();
  expect((await call()).headers()['x-switchyard-cache']).not.toBe('hit');
  await page.goto('/audit');
  await expect(page.getByText(/kept answers? of the organisation forgotten/).first()).toBeVisible();
});
