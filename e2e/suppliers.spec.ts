import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import { tell } from './support/api.ts';
import { installation } from './support/installation.env.ts';
import { expect, test } from './support/journey.ts';
import { unique } from './support/unique.ts';

/** A supplier of one's own, so that the demo's stay as other journeys expect them. */
const addSupplier = async (page: Page, baseUrl: string): Promise<string> => {
  const name = unique('OpenAI');
  await page.goto('/suppliers');
  await page.getByRole('button', { name: 'Add supplier' }).first().click();
  const panel = page.getByRole('dialog', { name: 'Add a supplier' });
  await panel.getByLabel('Kind').selectOption('openai');
  await panel.getByLabel('Name').fill(name);
  await panel.getByLabel('Base URL').fill(baseUrl);
  await panel.getByRole('button', { name: 'Add supplier' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  return name;
};

const enterKey = async (page: Page, key: string) => {
  await page.getByRole('button', { name: /^(Enter|Replace) key$/ }).click();
  const dialog = page.getByRole('dialog', { name: /^Key for / });
  await dialog.getByLabel('Key').fill(key);
  await dialog.getByRole('button', { name: 'Store key' }).click();
  await expect(page.getByText(`Key ending in ${key.slice(-4)}`)).toBeVisible();
};

test('a key goes in and is only ever shown by its last four; the connection is tested', async ({ as }) => {
  const page = await as('admin');
  await addSupplier(page, `${installation.simulatorUrl}/v1`);
  await expect(page.getByText('No key', { exact: true }).first()).toBeVisible();
  const key = `sk-journey-${randomBytes(16).toString('hex')}`;
  await enterKey(page, key);
  await page.reload();
  await expect(page.getByText(`Key ending in ${key.slice(-4)}`)).toBeVisible();
  expect(await page.content()).not.toContain(key.slice(0, -4));
  await page.getByRole('button', { name: 'Test connection' }).click();
  const result = page.getByRole('status').filter({ hasText: 'Reachable' });
  await expect(result).toContainText(/It answered and offers \d+ models?/);
  await expect(result).not.toContainText('Simulated');
  await page.getByRole('button', { name: 'Remove key' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove key' }).click();
  await expect(page.getByText(`Key ending in ${key.slice(-4)}`)).toHaveCount(0);
});

test('a supplier that does not answer is said to, with what happened', async ({ as }) => {
  const page = await as('admin');
  await addSupplier(page, 'http://127.0.0.1:9/v1');
  await enterKey(page, `sk-${randomBytes(16).toString('hex')}`);
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(page.getByText('Not reachable')).toBeVisible();
});

test('with a key the demo’s lab is not marked simulated any more, and without it again', async ({ as }) => {
  const page = await as('admin');
  const change = (changes: object) => tell(page.request, 'suppliers.update', { slug: 'openai', changes });
  await page.goto('/suppliers/openai');
  await expect(page.getByText('Simulated', { exact: true }).first()).toBeVisible();
  // Steps of other journeys may be given to it meanwhile: they are answered by the same machine.
  await change({ baseUrl: `${installation.simulatorUrl}/v1` });
  try {
    const key = `sk-${randomBytes(16).toString('hex')}`;
    await enterKey(page, key);
    await expect(page.getByText('Simulated', { exact: true })).toHaveCount(0);
    await page.goto('/tasks/extract-receipt?view=try');
    await page.getByLabel(/document/i).fill('ACME LTD\n1 Road\nDate 2026-02-03\nTotal 12.50');
    await page.getByRole('button', { name: 'Try it out' }).click();
    const candidates = page.getByRole('table').first();
    await expect(candidates).toBeVisible();
    const openai = candidates.getByRole('row').filter({ hasText: /openai/i });
    await expect(openai.first()).toBeVisible();
    await expect(openai.getByText('Simulated')).toHaveCount(0);
    await expect(
      candidates
        .getByRole('row')
        .filter({ hasText: /anthropic/i })
        .getByText('Simulated')
        .first(),
    ).toBeVisible();
  } finally {
    await tell(page.request, 'suppliers.removeKey', { slug: 'openai' });
    await change({ baseUrl: null });
  }
  await page.goto('/suppliers/openai');
  await expect(page.getByText('Simulated', { exact: true }).first()).toBeVisible();
});

test('another key of a supplier is added, tested, put first, rotated and removed; limits are set beside it', async ({
  as,
}) => {
  const page = await as('admin');
  const name = await addSupplier(page, `${installation.simulatorUrl}/v1`);
  const [first, second] = [`sk-${randomBytes(16).toString('hex')}`, `sk-${randomBytes(16).toString('hex')}`];
  await page.getByRole('button', { name: 'Add key or region' }).click();
  const adding = page.getByRole('dialog', { name: `Another key or region of ${name}` });
  await adding.getByLabel('Label').fill('west');
  await adding.getByLabel(/^Key/).fill(first);
  await adding.getByLabel('Where it processes data').fill('EU');
  await adding.getByRole('spinbutton', { name: /^Calls a minute/ }).fill('60');
  await adding.getByRole('button', { name: 'Add', exact: true }).click();

  const row = page.getByRole('row').filter({ hasText: 'west' });
  await expect(row).toContainText(`Key ending in ${first.slice(-4)}`);
  await expect(row).toContainText('60 calls a minute');
  await row.click();
  const editing = page.getByRole('dialog', { name: `${name}: west` });
  await editing.getByRole('button', { name: 'Test connection' }).click();
  await expect(editing.getByText('Reachable', { exact: true })).toBeVisible();
  await editing.getByRole('spinbutton', { name: /^Order/ }).fill('1');
  await editing.getByLabel(/^Key/).fill(second);
  await editing.getByRole('button', { name: 'Save' }).click();
  await expect(row).toContainText(`Key ending in ${second.slice(-4)}`);
  await expect(row).toContainText('1, 1');
  expect(await page.content()).not.toContain(second.slice(0, -4));

  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const limits = page.getByRole('dialog', { name: `Edit ${name}` });
  await limits.getByRole('spinbutton', { name: /^Calls at once/ }).fill('5');
  await limits.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('5 at once')).toBeVisible();

  await row.click();
  await editing.getByRole('button', { name: 'Remove' }).click();
  const question = page.getByRole('dialog', { name: /^Remove .+\?$/ });
  await page.keyboard.press('Escape');
  await expect(question).toHaveCount(0);
  await expect(editing).toBeVisible();
  await editing.getByRole('button', { name: 'Remove' }).click();
  await question.getByRole('button', { name: 'Remove it' }).click();
  await expect(row).toHaveCount(0);
});

test('a price is entered before it holds, shown beside the one that does, and taken off again', async ({ as }) => {
  const page = await as('admin');
  await addSupplier(page, `${installation.simulatorUrl}/v1`);
  const models = page.getByRole('table', { name: /^Models of/ });
  const open = () => models.getByRole('button', { name: 'my-model' }).click();
  await page.getByRole('button', { name: 'Add model' }).click();
  const added = page.getByRole('dialog', { name: 'Add a model' });
  await added.getByLabel('Model').fill('my-model');
  await added.getByLabel('Price of input').fill('1');
  await added.getByLabel('Price of output').fill('2');
  await added.getByRole('button', { name: 'Save' }).click();
  await expect(models.getByText('$1.00 / $2.00')).toBeVisible();

  await open();
  const panel = page.getByRole('dialog', { name: 'my-model' });
  await panel.getByLabel('Price of input').fill('3');
  await panel.getByLabel('Price of output').fill('9');
  await panel.getByLabel('These prices hold from').fill('2099-12-01');
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(models.getByText(/^From 1 Dec 2099, 00:00:00 .* \$3\.00 \/ \$9\.00$/)).toBeVisible();
  await expect(models.getByText('$1.00 / $2.00')).toBeVisible();

  await page.reload();
  await open();
  await expect(panel.getByLabel('Price of input')).toHaveValue('1');
  await panel.getByRole('button', { name: /^Take off the price from/ }).click();
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(models.getByText(/^From /)).toHaveCount(0);
  await expect(models.getByText('$1.00 / $2.00')).toBeVisible();
});
