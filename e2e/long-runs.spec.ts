import { ask, startRun, tell } from './support/api.ts';
import { expect, test } from './support/journey.ts';
import { unique } from './support/unique.ts';
import { heldProcess, publishWorkflow } from './support/workflows.ts';

test('of a run of hundreds of steps only those near the screen are drawn; the others are found and opened', async ({
  as,
}) => {
  const page = await as('owner', { viewport: { width: 1440, height: 900 } });
  const count = 600;
  const configs = new Map([
    [0, { kind: 'start', config: { triggers: [{ type: 'api' }] } }],
    [count - 1, { kind: 'end', config: {} }],
  ]);
  const nodes = Array.from({ length: count }, (_, index) => ({
    id: `s${index}`,
    name: `Step ${index}`,
    position: { x: (index % 30) * 280, y: Math.floor(index / 30) * 140 },
    ...(configs.get(index) ?? { kind: 'set', config: { assignments: [{ name: 'x', value: '1' }] } }),
  }));
  const edges = nodes.slice(1).map(({ id }, index) => ({ id: `e${index}`, from: `s${index}`, to: id }));
  const { slug } = await publishWorkflow(page.request, unique('Long'), { v: 1, nodes, edges });
  const runId = await startRun(page.request, slug, {});
  await expect.poll(async () => (await ask(page.request, 'runs.get', { runId })).status).toBe('completed');
  await page.goto(`/runs/${runId}`);
  const timeline = page.getByRole('region', { name: 'Timeline' });
  await expect(timeline.getByRole('button', { name: /^Step 0/ })).toBeVisible();
  expect(await timeline.getByRole('button', { name: /^Step/ }).count()).toBeLessThan(count / 2);

  // A click is never too early; a key is before the page has its script.
  await page.getByText('Took', { exact: true }).click();
  await page.keyboard.press('/');
  await page.keyboard.type('step 431');
  await expect(timeline.getByText(`1 of ${count} steps`)).toBeVisible();
  await timeline.getByRole('button', { name: /^Step 431/ }).click();
  await timeline.getByRole('button', { name: 'Clear' }).click();
  const found = timeline.getByRole('button', { name: /^Step 431/ });
  await expect(found).toBeInViewport();
  await expect(found).toHaveAttribute('aria-expanded', 'true');

  await timeline.getByRole('button', { name: /^Step 430/ }).focus();
  await page.keyboard.press('Shift+Tab');
  await expect(timeline.getByRole('button', { name: /^Step 429/ })).toBeFocused();
});

test('a variable of a run that moved on meanwhile is changed at the second try, by somebody who has seen it', async ({
  as,
}) => {
  const page = await as('owner');
  const { slug } = await publishWorkflow(page.request, unique('Moved on'), heldProcess);
  const runId = await startRun(page.request, slug, {});
  await expect.poll(async () => (await ask(page.request, 'runs.get', { runId })).wait?.action).toBe('retry');
  await page.goto(`/runs/${runId}`);
  await page.getByRole('button', { name: 'Change a variable' }).click();
  const { revision } = await ask(page.request, 'runs.get', { runId });
  await tell(page.request, 'runs.changeVariable', { runId, name: 'rate', value: 3, revision, reason: '' });
  const dialog = page.getByRole('dialog', { name: 'Change a variable of this run' });
  await dialog.getByLabel('Name').fill('rate');
  await dialog.getByLabel('Value (JSON)').fill('2');
  await dialog.getByRole('button', { name: 'Change it' }).click();
  await expect(dialog.getByText('The run has moved on')).toBeVisible();
  await expect(dialog.getByText('Now 3')).toBeVisible();
  await dialog.getByRole('button', { name: 'Change it' }).click();
  await expect(dialog).toHaveCount(0);
  expect((await ask(page.request, 'runs.get', { runId })).variables).toMatchObject({ rate: 2 });
});

test('on a phone a request is read whole, however long its words are', async ({ newcomer }) => {
  const { page, email } = await newcomer('owner', { viewport: { width: 390, height: 844 }, hasTouch: true });
  const process = {
    v: 1,
    nodes: [
      { id: 'start', kind: 'start', name: 'Start', position: { x: 0, y: 0 }, config: { triggers: [{ type: 'api' }] } },
      {
        id: 'ask',
        kind: 'approval',
        name: 'Ask',
        position: { x: 280, y: 0 },
        config: {
          title: 'Read me',
          description: `Read to the end ${'x'.repeat(300)}`,
          stages: [{ name: 'One', who: { users: [email], groups: [], roles: [] } }],
          isSeparationOfDuties: false,
          allowsChanges: false,
        },
      },
      { id: 'end', kind: 'end', name: 'Done', position: { x: 560, y: 0 }, config: {} },
    ],
    edges: [
      { id: 'e1', from: 'start', to: 'ask' },
      { id: 'e2', from: 'ask', to: 'end', port: 'approved' },
      { id: 'e3', from: 'ask', to: 'end', port: 'rejected' },
    ],
  };
  const { slug } = await publishWorkflow(page.request, unique('Endless word'), process);
  const runId = await startRun(page.request, slug, {});
  await expect.poll(async () => (await ask(page.request, 'runs.get', { runId })).wait?.action).toBe('decide');
  const { steps } = await ask(page.request, 'runs.get', { runId });
  await page.goto(`/inbox/${steps.find(({ nodeId }: { nodeId: string }) => nodeId === 'ask').approvalId}`);
  const text = page.getByText(/^Read to the end/);
  await expect(text).toBeVisible();
  const { right } = await text.evaluate((element) => element.getBoundingClientRect().toJSON());
  expect(right).toBeLessThanOrEqual(390);
});
