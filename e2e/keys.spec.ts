import { ask, tell } from './support/api.ts';
import { installation } from './support/installation.env.ts';
import { expect, test } from './support/journey.ts';
import { unique } from './support/unique.ts';

const { gatewayUrl } = installation;

test('a key that calls models is shown once, works at the gateway, leaves a receipt, and is refused once revoked', async ({
  as,
}) => {
  const page = await as('admin');
  const name = unique('Chat');
  await page.goto('/settings?tab=keys');
  await page.getByRole('button', { name: 'New key' }).click();
  const panel = page.getByRole('dialog', { name: 'New API key' });
  await panel.getByLabel('Name').fill(name);
  await panel.getByLabel('runs:start').uncheck();
  await panel.getByLabel('runs:read').uncheck();
  await panel.getByLabel('models:call').check();
  await panel.getByRole('textbox', { name: 'Models and tasks' }).fill('openai/gpt-5-nano');
  await panel.getByLabel('Calls a minute').fill('60');
  await panel.getByRole('button', { name: 'Create key' }).click();

  const made = page.getByRole('dialog', { name: `Key for ${name}` });
  await expect(made).toContainText('It is shown only now');
  const key = /sy_[\w-]{43}/.exec((await made.textContent()) ?? '')?.[0] ?? '';
  expect(key).not.toBe('');
  await made.getByRole('tab', { name: 'curl' }).click();
  await expect(made.getByRole('tabpanel')).toContainText(`${gatewayUrl}/v1/chat/completions`);
  await expect(made.getByRole('tabpanel')).toContainText(key);
  await made.getByRole('button', { name: 'Done' }).click();
  const row = page.getByRole('row').filter({ hasText: name });
  await expect(row).toContainText('models:call');
  await expect(row).toContainText('openai/gpt-5-nano');
  await page.reload();
  await expect(row).toBeVisible();
  expect(await page.content()).not.toContain(key);

  const call = (model: string) =>
    page.request.post(`${gatewayUrl}/v1/chat/completions`, {
      headers: { authorization: `Bearer ${key}` },
      data: { model, messages: [{ role: 'user', content: unique('Say hello to') }] },
    });
  const answered = await call('openai/gpt-5-nano');
  expect(answered.status(), await answered.text()).toBe(200);
  expect((await answered.json()).choices[0].message.role).toBe('assistant');
  expect(answered.headers()['x-switchyard-model']).toBe('openai/gpt-5-nano');
  expect((await call('anthropic/claude-haiku-4-5')).status()).toBe(403);

  const keys = await ask(page.request, 'apiKeys.list');
  const { id } = keys.find((each: { name: string }) => each.name === name);
  await page.goto(`/receipts?apiKey=${id}`);
  const receipt = page.getByRole('row').filter({ hasText: 'openai/gpt-5-nano' });
  await expect(receipt).toHaveCount(1);
  await receipt.getByRole('link').first().click();
  await expect(page.getByText('through the gateway')).toBeVisible();

  await page.goto('/settings?tab=keys');
  await row.getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('button', { name: 'Revoke key' }).click();
  await expect(row).toContainText('Revoked');
  // It takes hold within a second, and a fast machine is here within that second.
  await expect.poll(async () => (await call('openai/gpt-5-nano')).status()).toBe(401);
});

test('a key is edited without a new secret, and given a new one that replaces the old', async ({ as }) => {
  const page = await as('admin');
  const name = unique('Nightly');
  const { key } = await tell(page.request, 'apiKeys.create', { name, scopes: ['runs:read'], expiresInDays: 30 });
  const read = (secret: string) =>
    page.request.get(`${gatewayUrl}/api/v1/runs`, { headers: { authorization: `Bearer ${secret}` } });
  expect((await read(key)).status()).toBe(200);

  await page.goto('/settings?tab=keys');
  const row = page.getByRole('row').filter({ hasText: name });
  await row.getByRole('button', { name: 'Edit' }).click();
  const panel = page.getByRole('dialog', { name: `Edit ${name}` });
  await panel.getByLabel('Name').fill(`${name} import`);
  await panel.getByLabel('runs:read').uncheck();
  await panel.getByLabel('models:call').check();
  await panel.getByRole('textbox', { name: 'Models and tasks' }).fill('auto');
  await panel.getByLabel('Calls a minute').fill('30');
  await panel.getByLabel('Budget a day, in dollars').fill('2.5');
  await panel.getByRole('button', { name: 'Save key' }).click();
  await expect(row).toContainText(`${name} import`);
  await expect(row).toContainText('30 calls a minute');
  expect((await read(key)).status()).toBe(403);

  await row.getByRole('button', { name: 'Edit' }).click();
  const again = page.getByRole('dialog', { name: `Edit ${name} import` });
  await expect(again.getByLabel('Budget a day, in dollars')).toHaveValue('2.5');
  await again.getByLabel('How long the old secret is still good').selectOption('0');
  await again.getByRole('button', { name: 'Give a new secret' }).click();
  await expect(again).toContainText('It is shown only now');
  const secret = /sy_[\w-]{43}/.exec((await again.textContent()) ?? '')?.[0] ?? '';
  expect(secret).not.toBe(key);
  expect((await read(key)).status()).toBe(401);
  expect((await read(secret)).status()).toBe(403);
});
