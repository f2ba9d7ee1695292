import type { Page } from '@playwright/test';
import { ask, startRun, tell } from './support/api.ts';
import { installation } from './support/installation.env.ts';
import { expect, test } from './support/journey.ts';
import { unique } from './support/unique.ts';
import { agentProcess, boundedAgentProcess, publishWorkflow } from './support/workflows.ts';

const addToolServer = async (page: Page, name: string) => {
  await page.goto('/tool-servers');
  await page.getByRole('button', { name: 'Add tool server' }).first().click();
  const panel = page.getByRole('dialog', { name: 'Add a tool server' });
  await panel.getByLabel('Name').fill(name);
  await panel.getByLabel('Address').fill(`${installation.simulatorUrl}/mcp`);
  await panel.getByRole('button', { name: 'Add tool server' }).click();
  const tools = page.getByRole('list', { name: `Tools of ${name}` });
  await expect(tools.getByText('order_status')).toBeVisible();
  await expect(tools.getByText('refund', { exact: true })).toBeVisible();
};

/** Asks people about each refund; the rest it may do by itself. */
const permitTools = async (page: Page, slug: string, server: string) => {
  await page.goto(`/workflows/${slug}`);
  const canvas = page.getByRole('application');
  await canvas.locator('.react-flow__node').filter({ hasText: 'Help the customer' }).click();
  const tools = page.getByRole('complementary', { name: 'Inspector' }).getByRole('region', { name: server });
  await tools.getByLabel('Permission for order_status').selectOption({ label: 'Allowed' });
  await tools.getByLabel('Permission for refund').selectOption({ label: 'Needs approval' });
  await expect(async () => {
    const { draft } = await ask(page.request, 'workflows.get', { slug });
    const agent = draft.nodes.find((node: { id: string }) => node.id === 'help');
    expect(agent.config.tools.map((tool: { permission: string }) => tool.permission)).toEqual(['allowed', 'approval']);
  }).toPass();
};

test('a step is permitted tools, asks before it uses one, and shows every call it made', async ({ as, newcomer }) => {
  const admin = await as('admin');
  const owner = await as('owner', { viewport: { width: 1600, height: 900 } });
  const { page, email } = await newcomer('approver');
  const server = unique('Shop');
  await addToolServer(admin, server);

  const name = unique('Help');
  const slug = name.toLowerCase().replaceAll(' ', '-');
  const file = { format: 'switchyard-workflow', v: 1, slug, name, description: '', definition: agentProcess(email) };
  await tell(owner.request, 'workflows.create', { name, from: { kind: 'file', file } });
  await permitTools(owner, slug, server);
  const { revision } = await ask(owner.request, 'workflows.get', { slug });
  await tell(owner.request, 'workflows.publish', { slug, revision, note: 'With tools' });

  const runId = await startRun(owner.request, slug, { message: 'Where is order A-1042? Pay it back.' });
  await owner.goto(`/runs/${runId}`);
  await expect(owner.getByText('Waiting', { exact: true }).first()).toBeVisible();

  await page.goto('/inbox');
  const asks = /“Help the customer” asks to call .*refund/;
  await page.getByRole('list', { name: 'For me' }).getByRole('link', { name: asks }).click();
  const request = page.getByRole('article', { name: asks });
  await expect(request.getByText('Arguments', { exact: true })).toBeVisible();
  await expect(request.getByText('Digest of the call')).toBeVisible();
  await page.getByRole('button', { name: /^Approve/ }).click();
  await expect(page.getByText(/^Approved: /)).toBeVisible();

  await expect(owner.getByText('Completed', { exact: true }).first()).toBeVisible();
  const step = owner.getByRole('region', { name: 'Timeline' }).getByRole('button', { name: /Help the customer/ });
  if ((await step.getAttribute('aria-expanded')) !== 'true') await step.click();
  await owner.getByRole('tab', { name: 'Turns' }).click();
  const turns = owner.getByRole('list', { name: 'Turns' });
  await expect(turns.getByText(/order_status$/)).toBeVisible();
  await expect(turns.getByText(/refund$/)).toBeVisible();
  await expect(turns.getByText('Done', { exact: true })).toHaveCount(2);
  await turns.getByRole('link', { name: 'Receipt' }).first().click();
  await expect(owner.getByRole('heading', { name: 'Tool calls' })).toBeVisible();
});

test('a step that stopped at a limit is retried with more by an operator, and the run completes', async ({ as }) => {
  const owner = await as('owner');
  const page = await as('operator');
  // A ten-thousandth of a dollar: no first turn fits.
  const { slug } = await publishWorkflow(owner.request, unique('Bounded'), boundedAgentProcess(100));
  const runId = await startRun(owner.request, slug, { message: 'What is 3 times 14 dollars?' });
  await page.goto(`/runs/attention?workflow=${slug}`);
  await page.getByRole('button', { name: /Help the customer/ }).click();
  await page.getByRole('link', { name: /Help the customer/ }).click();
  await expect(page.getByText(/“Help the customer” failed/).first()).toBeVisible();

  const timeline = page.getByRole('region', { name: 'Timeline' });
  const step = timeline.getByRole('button', { name: /Help the customer/ });
  if ((await step.getAttribute('aria-expanded')) !== 'true') await step.click();
  await timeline.getByRole('button', { name: 'Retry with more…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Retry “Help the customer”' });
  const cost = dialog.getByLabel('Cost, in dollars');
  await expect(cost).toHaveValue('0.0002');
  await cost.fill('0.0001');
  await expect(dialog.getByText('This is where it stopped: allow more.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Retry', exact: true })).toBeDisabled();
  await cost.fill('0.5');
  await dialog.getByLabel(/^Why/).fill('Such questions cost more');
  await dialog.getByRole('button', { name: 'Retry', exact: true }).click();
  await expect(page.getByText('“Help the customer” goes on from its turns so far')).toBeVisible();

  await expect(page.getByText('Completed', { exact: true }).first()).toBeVisible();
  const { nodes } = (await ask(owner.request, 'workflows.get', { slug })).draft;
  expect(nodes[1].config.limits.costMicroUsdMax).toBe(100);
  const auditor = await as('auditor');
  await auditor.goto(`/audit?run=${runId}`);
  await expect(auditor.getByText(/Such questions cost more/).first()).toBeVisible();
});
