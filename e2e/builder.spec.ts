import type { Page } from '@playwright/test';
import { ask, tell } from './support/api.ts';
import { expect, test } from './support/journey.ts';
import { unique } from './support/unique.ts';
import { approvalProcess, publishWorkflow } from './support/workflows.ts';

const nodeOf = (page: Page, name: string) =>
  page.getByRole('application').locator('.react-flow__node').filter({ hasText: name });
const inspectorOf = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });
const palette = (page: Page) => page.getByRole('navigation', { name: 'Steps to add' });

/** The text area of an expression offers names while one types; the list is closed so that it covers nothing. */
const write = async (page: Page, label: string, text: string) => {
  await inspectorOf(page).getByLabel(label, { exact: true }).fill(text);
  await page.keyboard.press('Escape');
};

const createBlank = async (page: Page, name: string) => {
  await page.goto('/workflows/new');
  await expect(page.getByRole('button', { name: /^Blank/ })).toHaveAttribute('aria-pressed', 'true');
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(nodeOf(page, 'Done')).toBeVisible();
};

const addField = async (page: Page, at: number, name: string, type: string) => {
  const inspector = inspectorOf(page);
  await inspector.getByRole('button', { name: 'Add a field' }).click();
  const field = inspector.getByLabel('Field name').nth(at);
  await field.fill(name);
  await field.blur();
  await inspector.getByLabel(`Type of ${name}`).selectOption({ label: type });
  await inspector.getByLabel('Must be given').nth(at).check();
};

const addOnEdge = async (page: Page, edge: string, step: string) => {
  await page
    .getByRole('group', { name: edge })
    .or(page.locator(`[aria-label="${edge}"]`))
    .first()
    .focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Add a step here' }).and(page.locator('[tabindex="0"]')).click();
  await page.getByRole('dialog', { name: 'Add a step' }).getByRole('combobox').fill(step);
  await page.keyboard.press('Enter');
};

const connect = async (page: Page, from: string, port: string, to: string) => {
  const source = nodeOf(page, from).locator(`.react-flow__handle[data-handleid="${port}"]`);
  const target = nodeOf(page, to).locator('.react-flow__handle.target');
  await source.dragTo(target);
};

const drawApproval = async (page: Page) => {
  await nodeOf(page, 'Set variables').click();
  await inspectorOf(page).getByRole('button', { name: /Done$/ }).click();
  await inspectorOf(page).getByRole('button', { name: 'Delete' }).click();
  await nodeOf(page, 'Set variables').click();
  await palette(page).getByRole('button', { name: 'Add Approval' }).click();
  await write(page, 'Title', 'Double {{ input.amount }}?');
  await connect(page, 'Approval', 'approved', 'Done');
  await nodeOf(page, 'Approval').click();
  await palette(page).getByRole('button', { name: 'Add End' }).click();
  await inspectorOf(page).getByLabel('Name of the step').fill('Turned down');
  await inspectorOf(page).getByLabel('Outcome').fill('turned_down');
};

test('an owner draws a process, mends what is wrong with it, publishes it and watches its first run', async ({
  as,
  newcomer,
}) => {
  const page = await as('owner', { viewport: { width: 1600, height: 900 } });
  const approver = await newcomer('approver');
  const name = unique('Doubling');
  await createBlank(page, name);

  await nodeOf(page, 'Start').click();
  await addField(page, 0, 'amount', 'Number');
  await addOnEdge(page, 'From start to done', 'Set variables');
  await inspectorOf(page).getByLabel('Name 1', { exact: true }).fill('doubled');
  await write(page, 'Value 1', 'input.amount *');
  await expect(nodeOf(page, 'Set variables').getByText('errors')).toBeAttached();
  await expect(page.getByRole('button', { name: 'Publish' })).toBeDisabled();
  await write(page, 'Value 1', 'input.amount * 2.0');
  await expect(nodeOf(page, 'Set variables').getByText('errors')).toHaveCount(0);

  await drawApproval(page);
  await page.getByRole('button', { name: /error/ }).click();
  const problems = page.getByRole('region', { name: 'Problems' });
  await problems.getByRole('button', { name: /changes are requested/ }).click();
  const changes = inspectorOf(page).getByRole('switch', { name: /Changes may be requested/ });
  await changes.click();
  await expect(page.getByRole('button', { name: /No problems|warning/ })).toBeVisible();

  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(problems.getByRole('button', { name: /changes are requested/ })).toBeVisible();
  await page.getByRole('button', { name: /^Redo/ }).click();
  await expect(problems.getByRole('button', { name: /changes are requested/ })).toHaveCount(0);

  await page.getByRole('button', { name: 'Publish' }).click();
  const dialog = page.getByRole('dialog', { name: `Publish ${name}` });
  await dialog.getByLabel('What changed, and why').fill('The first version, with one approver');
  await dialog.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('dialog', { name: 'Version 1 is published' }).getByRole('link', { name: 'Run it' }).click();

  await page.getByRole('button', { name: 'Start the run' }).click();
  await expect(page.getByText(/required|must be given|missing/i).first()).toBeVisible();
  await page.getByLabel('amount').fill('21');
  await page.getByRole('button', { name: 'Start the run' }).click();
  await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}/);
  const timeline = page.getByRole('region', { name: 'Timeline' });
  await expect(timeline.getByRole('button', { name: /Approval.*Waiting/ })).toBeVisible();

  await approver.page.goto('/inbox');
  const { items } = await ask(approver.page.request, 'inbox.list', { filter: 'mine', limit: 50 });
  const approvalId = items.find((item: { workflowName: string }) => item.workflowName === name).id;
  const { digest } = await ask(approver.page.request, 'inbox.get', { id: approvalId });
  const answer = { approvalId, digest, outcome: 'approved', reason: '', isConfirmed: true };
  await tell(approver.page.request, 'inbox.decide', answer);

  await expect(timeline.getByRole('button', { name: /Done.*(Done|Completed)/ })).toBeVisible();
  await expect(page.getByText('Outcome')).toBeVisible();
  await page.getByText('Input, variables and output').click();
  // Exactly: the run's id, which the page shows too, holds these two digits now and then.
  await expect(page.getByText('42', { exact: true })).toBeVisible();
});

test('a draft survives a reload, and a published version shows what it contains', async ({ as }) => {
  const page = await as('processOwner');
  const name = unique('Kept');
  await createBlank(page, name);
  await nodeOf(page, 'Done').click();
  await inspectorOf(page).getByLabel('Name of the step').fill('All finished');
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
  await page.reload();
  await expect(nodeOf(page, 'All finished')).toBeVisible();
  await page.getByRole('button', { name: 'Publish' }).click();
  const dialog = page.getByRole('dialog', { name: `Publish ${name}` });
  await expect(dialog.getByRole('button', { name: 'Publish' })).toBeDisabled();
  await dialog.getByLabel('What changed, and why').fill('Named the end');
  await dialog.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByRole('dialog', { name: 'Version 1 is published' })).toBeVisible();
  await page.goto(
    page
      .url()
      .replace(/[?#].*$/, '')
      .concat('/versions'),
  );
  await expect(page.getByText('Named the end').first()).toBeVisible();
});

/** Puts a step on a way out of the selected step, from its list of paths. */
const addOnWay = async (page: Page, way: string, step: string) => {
  await inspectorOf(page).getByRole('button', { name: way, exact: true }).click();
  await page.getByRole('dialog', { name: 'Add a step' }).getByRole('combobox').fill(step);
  await page.keyboard.press('Enter');
};

const rename = async (page: Page, name: string) => {
  await inspectorOf(page).getByLabel('Name of the step').fill(name);
};

test('an owner draws a for-each whose step has a time limit, publishes it and runs it to the end', async ({ as }) => {
  const page = await as('owner', { viewport: { width: 1600, height: 1000 } });
  const name = unique('Each');
  await createBlank(page, name);

  await addOnEdge(page, 'From start to done', 'For each');
  await write(page, 'List', '["first", "second", "third"]');
  await inspectorOf(page).getByLabel('Result of an item').fill('item');
  await page.keyboard.press('Escape');
  await addOnWay(page, 'Each item', 'Wait');
  await rename(page, 'Think it over');

  const events = inspectorOf(page).getByRole('region', { name: 'Boundary events' });
  await events.getByRole('button', { name: 'Time limit' }).click();
  await events.getByLabel('After', { exact: true }).fill('1');
  await events.getByLabel('After: unit').selectOption({ label: 'seconds' });
  await expect(page.getByRole('button', { name: 'Publish' })).toBeDisabled();
  await addOnWay(page, 'Lead it somewhere', 'Set variables');
  await rename(page, 'Note that it was late');
  await inspectorOf(page).getByLabel('Name 1', { exact: true }).fill('late');
  await write(page, 'Value 1', 'item');
  await expect(page.getByRole('button', { name: 'No problems' })).toBeVisible();

  await page.getByRole('button', { name: 'Publish' }).click();
  const dialog = page.getByRole('dialog', { name: `Publish ${name}` });
  await dialog.getByLabel('What changed, and why').fill('Every item is thought over, for a second at most');
  await dialog.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('dialog', { name: 'Version 1 is published' }).getByRole('link', { name: 'Run it' }).click();
  await page.getByRole('button', { name: 'Start the run' }).click();
  await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}/);

  const timeline = page.getByRole('region', { name: 'Timeline' });
  await expect(timeline.getByRole('button', { name: /^Item 3/ })).toBeVisible();
  await expect(timeline.getByText('3 of 3 done')).toBeVisible();
  await expect(timeline.getByRole('button', { name: /Note that it was late/ })).toHaveCount(3);
  await expect(timeline.getByRole('button', { name: /^Done.*(Done|Completed)/ })).toBeVisible();
  await expect(nodeOf(page, 'Note that it was late').getByText('3/3')).toBeVisible();
});

test('an owner lets one run go on at a time; the next one waits for its turn and says so', async ({ as }) => {
  const page = await as('owner', { viewport: { width: 1600, height: 1000 } });
  const name = unique('Turn');
  await createBlank(page, name);
  await addOnEdge(page, 'From start to done', 'Wait');
  await rename(page, 'Think it over');
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Workflow settings' }).click();
  const settings = page.getByRole('complementary', { name: 'Workflow settings' });
  await settings.getByLabel('Runs at once').fill('1');
  await settings.getByLabel('Counted for each').fill('input +');
  await expect(page.getByRole('button', { name: 'Publish' })).toBeDisabled();
  await settings.getByLabel('Counted for each').fill('');
  await expect(page.getByRole('button', { name: 'No problems' })).toBeVisible();

  await page.getByRole('button', { name: 'Publish' }).click();
  const dialog = page.getByRole('dialog', { name: `Publish ${name}` });
  await dialog.getByLabel('What changed, and why').fill('One after the other');
  await dialog.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('dialog', { name: 'Version 1 is published' }).getByRole('link', { name: 'Run it' }).click();
  await expect(page).toHaveURL(/\/run$/);
  const form = page.url();
  for (const reason of ['“Think it over” waits', 'Waits for its turn: at most 1 run of']) {
    await page.goto(form);
    await page.getByRole('button', { name: 'Start the run' }).click();
    await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}/);
    await expect(page.getByText(reason).first()).toBeVisible();
  }
});

test('who publishes a gate that nobody can pass is told then, before a run waits at it', async ({ as }) => {
  const page = await as('owner');
  const name = unique('Two owners');
  const process = approvalProcess([]);
  const nodes = process.nodes.map((node) =>
    node.id === 'decide'
      ? {
          ...node,
          config: {
            ...node.config,
            stages: [{ name: 'Decision', who: { users: [], groups: [], roles: ['owner'] }, approvalsNeeded: 5 }],
          },
        }
      : node,
  );
  const slug = name.toLowerCase().replaceAll(' ', '-');
  const file = { format: 'switchyard-workflow', v: 1, slug, name, description: '', definition: { ...process, nodes } };
  await tell(page.request, 'workflows.create', { name, from: { kind: 'file', file } });
  await page.goto(`/workflows/${slug}`);
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByLabel('What changed, and why').fill('First');
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  const published = page.getByRole('dialog', { name: 'Version 1 is published' });
  await expect(published.getByText('Before it is run, look at this:')).toBeVisible();
  await expect(published.getByText(/“Decide the request”/)).toBeVisible();
});

test('of hundreds of steps too far away to be read only boxes are drawn; nearer, names and ways are back', async ({
  as,
}) => {
  const page = await as('owner', { viewport: { width: 1440, height: 900 } });
  const count = 420;
  const place = (index: number) => ({ x: (index % 30) * 260, y: Math.floor(index / 30) * 140 });
  const ends = new Map([
    [0, { kind: 'start', config: { triggers: [{ type: 'api' }] } }],
    [count - 1, { kind: 'end', config: {} }],
  ]);
  const nodes = Array.from({ length: count }, (_, index) => ({
    id: `s${index}`,
    name: `Step ${index}`,
    position: place(index),
    ...(ends.get(index) ?? { kind: 'set', config: { assignments: [{ name: 'x', value: '1' }] } }),
  }));
  const edges = nodes.slice(1).map(({ id }, index) => ({ id: `e${index}`, from: `s${index}`, to: id }));
  const { slug } = await publishWorkflow(page.request, unique('Hundreds'), { v: 1, nodes, edges });
  await page.goto(`/workflows/${slug}`);
  await expect(nodeOf(page, 'Step 1').first()).toBeVisible();
  await page.getByRole('button', { name: 'Show everything' }).click();
  const canvas = page.getByRole('application');
  await expect(canvas.locator('.react-flow__node')).toHaveCount(count);
  await expect(canvas.getByText('Step 1', { exact: true })).toBeHidden();
  await canvas.locator('.react-flow__node[data-id="s31"]').click({ force: true });
  await expect(inspectorOf(page).getByLabel('Name of the step')).toHaveValue('Step 31');
  await page.getByRole('button', { name: /zoom to 100 %/ }).click();
  await expect(
    canvas
      .locator('.graph-node')
      .getByText(/^Step \d+$/)
      .first(),
  ).toBeVisible();
  await expect(canvas.getByRole('button', { name: 'Add a step here' }).first()).toBeAttached();
});
