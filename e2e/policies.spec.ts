import type { Page } from '@playwright/test';
import { expect, test } from './support/journey.ts';
import { unique } from './support/unique.ts';
import { approvalProcess, publishWorkflow } from './support/workflows.ts';

const section = (page: Page, name: string) =>
  page.locator('section').filter({ has: page.getByRole('heading', { name, exact: true }) });

test('the rules of one workflow are drafted, compared, published with a reason, and stay in its history', async ({
  as,
  newcomer,
}) => {
  const page = await as('admin');
  const { email } = await newcomer('approver');
  const name = unique('Routed');
  await publishWorkflow(page.request, name, approvalProcess([email]));

  await page.goto('/policies');
  const row = page.getByRole('row').filter({ hasText: name });
  await expect(row).toContainText('The wider rules');
  await row.getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(page.getByText('None was published here')).toBeVisible();

  await page.getByRole('button', { name: 'New draft' }).click();
  const panel = page.getByRole('dialog', { name: `Rules of ${name}` });
  await panel.getByLabel('Slowest 5 % of answers, in ms').fill('-5');
  await expect(panel.getByText('Enter a whole number from 1 to 600000.')).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Save the draft' })).toBeDisabled();
  await panel.getByLabel('Slowest 5 % of answers, in ms').fill('4500');
  await panel.getByRole('button', { name: 'Save the draft' }).click();
  await expect(panel).toHaveCount(0);
  const draft = section(page, 'What the draft would change');
  await expect(draft).toContainText('4500');
  const force = section(page, 'Rules in force');
  await expect(force).not.toContainText('4500');

  const reader = await as('auditor');
  const address = page.url();
  await reader.goto(address);
  await expect(section(reader, 'What the draft would change')).toContainText('4500');
  await expect(reader.getByRole('button', { name: /draft|Publish/ })).toHaveCount(0);

  await page.getByRole('button', { name: 'Publish' }).click();
  const publish = page.getByRole('dialog', { name: 'Publish the draft' });
  await expect(publish).toContainText('4500');
  await expect(publish.getByRole('button', { name: 'Publish' })).toBeDisabled();
  const why = unique('People wait for it');
  await publish.getByLabel('Why').fill(why);
  await publish.getByRole('button', { name: 'Publish' }).click();
  await expect(publish).toHaveCount(0);
  await expect(force).toContainText('4500');
  await expect(draft).toHaveCount(0);
  const versions = section(page, 'Versions').getByRole('listitem').filter({ hasText: why });
  await expect(versions).toContainText('Version 1');
  await expect(versions).toContainText('in force');

  await page.getByRole('button', { name: 'New draft' }).click();
  await panel.getByLabel('Slowest 5 % of answers, in ms').fill('9000');
  await panel.getByRole('button', { name: 'Save the draft' }).click();
  await page.getByRole('button', { name: 'Publish' }).click();
  await publish.getByLabel('Why').fill('Slower is fine');
  await publish.getByRole('button', { name: 'Publish' }).click();
  await expect(force).toContainText('9000');
  await versions.getByRole('button', { name: /^Make it the draft/ }).click();
  await expect(draft).toContainText('4500');
  await expect(force).toContainText('9000');

  await page.goto('/policies');
  await expect(row).toContainText('Version 2');
  await row.getByRole('link').click();
  await page.getByRole('button', { name: 'Follow the wider rules' }).click();
  const takeBack = page.getByRole('dialog', { name: 'Follow the wider rules' });
  await expect(takeBack).toContainText('until now at most 9000 ms');
  const noLonger = unique('Nobody waits any more');
  await takeBack.getByLabel('Why').fill(noLonger);
  await takeBack.getByRole('button', { name: 'Take back the own rules' }).click();
  await expect(takeBack).toHaveCount(0);
  await expect(force).not.toContainText('9000');
  const taken = section(page, 'Versions').getByRole('listitem').filter({ hasText: noLonger });
  await expect(taken).toContainText('taken back');
  await expect(page.getByRole('button', { name: 'Follow the wider rules' })).toHaveCount(0);
  await page.goto('/policies');
  await expect(row).toContainText('The wider rules');
});
