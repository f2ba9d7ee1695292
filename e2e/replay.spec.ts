import type { Page } from '@playwright/test';
import { tell } from './support/api.ts';
import { expect, test } from './support/journey.ts';
import { publishRefundTask } from './support/refund-task.ts';

const section = (page: Page, name: string) =>
  page.locator('section').filter({ has: page.getByRole('heading', { name, exact: true }) });

const newTask = async (page: Page) => {
  const { id, slug, spec } = await publishRefundTask(page.request, 'Replayed');
  const { receiptId } = await tell(page.request, 'tasks.tryOut', { slug, input: { text: 'I want my money back.' } });
  return { id, slug, spec, receiptId };
};

test('a decision is made again from its receipt, and rules that would change it are looked at before they are published', async ({
  as,
}) => {
  const page = await as('owner');
  const { id, slug, spec, receiptId } = await newTask(page);

  await page.goto(`/receipts/${receiptId}`);
  const again = section(page, 'Decided again');
  await again.getByRole('button', { name: 'Replay' }).click();
  await expect(again).toContainText('Same answer');
  await expect(again).toContainText('tokens, internal');
  await expect(again.getByRole('table', { name: 'Candidates, decided again' })).toBeVisible();

  // Rules of the task that later ones are measured by.
  const scope = { taskId: id };
  const saved = await tell(page.request, 'policies.saveDraft', { scope, rules: { worseMax: 0.02 }, revision: 0 });
  await tell(page.request, 'policies.publish', {
    scope,
    revision: saved.revision,
    note: 'Not worse by more than 2 points',
  });

  await page.goto(`/policies/task-${id}`);
  await page.getByRole('button', { name: 'New draft' }).click();
  const panel = page.getByRole('dialog', { name: `Rules of ${spec.name}` });
  await expect(panel.getByLabel('Later rules may be worse by, in points')).toHaveValue('2');
  await panel.getByLabel('Places data may be processed in').fill('atlantis');
  await panel.getByRole('button', { name: 'Save the draft' }).click();
  await expect(panel).toHaveCount(0);

  const look = section(page, 'What would this change?');
  await look.getByRole('button', { name: 'Look', exact: true }).click();
  await expect(look).toContainText('May not be published');
  await expect(look).toContainText('Nobody would be left who may do it.');
  const changes = look.getByRole('table', { name: 'Changes under the draft' });
  await expect(changes.getByRole('row')).toHaveCount(2);
  await changes.getByRole('button', { name: '1', exact: true }).click();
  // The number opens the receipts that it counts, with what they add up to.
  const behind = page.getByRole('dialog', { name: /→ nobody$/ });
  await expect(behind.getByRole('link')).toHaveAttribute('href', `/receipts/${receiptId}`);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  const publish = page.getByRole('dialog', { name: 'Publish the draft' });
  await publish.getByLabel('Why', { exact: true }).fill('Only there');
  await publish.getByRole('button', { name: 'Publish' }).click();
  await expect(publish.getByRole('alert')).toContainText('The rules in force do not allow this');
  await publish.getByLabel('Why nevertheless').fill('The regulator asks for it');
  await publish.getByRole('button', { name: 'Publish' }).click();
  await expect(publish).toHaveCount(0);
  await expect(section(page, 'Rules in force')).toContainText('atlantis');

  // A new wording says that nobody has compared it with the one that runs.
  await tell(page.request, 'tasks.save', { slug, spec: { ...spec, instructions: 'Answer yes or no: money back?' } });
  await page.goto(`/tasks/${slug}`);
  const wordings = section(page, 'Tasks that would be done in another wording');
  await expect(wordings).toContainText('instructions');
  await expect(wordings).toContainText('Not evaluated');
});
