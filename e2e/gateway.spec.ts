import { createHmac } from 'node:crypto';
import { demoKey } from './support/api.ts';
import { installation } from './support/installation.env.ts';
import { expect, test } from './support/journey.ts';
import { unique } from './support/unique.ts';
import { approvalProcess, publishWorkflow } from './support/workflows.ts';

const { gatewayUrl } = installation;
const runsOf = (slug: string): string => `${gatewayUrl}/api/v1/workflows/${slug}/runs`;

test('the API description is served and names every operation by its address', async ({ request }) => {
  const response = await request.get(`${gatewayUrl}/api/v1/openapi.json`);
  expect(response.ok()).toBe(true);
  const document = await response.json();
  expect(document.openapi).toMatch(/^3\./);
  expect(Object.keys(document.paths)).toContain('/workflows/{slug}/runs');
});

test('a run that another system starts with its key is there for people to watch', async ({ as, newcomer }) => {
  const owner = await as('owner');
  const { email } = await newcomer('approver');
  const { slug } = await publishWorkflow(owner.request, unique('From an API'), approvalProcess([email]));
  const headers = { authorization: `Bearer ${demoKey()}` };
  const data = { input: { subject: unique('Chairs'), amount: 12 }, idempotencyKey: unique('order') };
  const post = () => owner.request.post(runsOf(slug), { headers, data });
  const answers = [await post(), await post()];
  const [first, second] = await Promise.all(answers.map((answer) => answer.json()));
  expect(answers.map((answer) => answer.status())).toEqual([202, 202]);
  expect(second).toMatchObject({ runId: first.runId, isDuplicate: true });
  await owner.goto(`/runs?workflow=${slug}`);
  const row = owner.getByRole('row').filter({ hasText: 'Demo scripts' });
  await expect(row).toHaveCount(1);
  await expect(row).toContainText('Waiting');
});

test('a start without a key, with a wrong one or with input that does not fit begins nothing', async ({
  as,
  newcomer,
}) => {
  const owner = await as('owner');
  const { email } = await newcomer('approver');
  const { slug } = await publishWorkflow(owner.request, unique('Closed'), approvalProcess([email]));
  const data = { input: { subject: 'x', amount: 1 } };
  const post = (headers: Record<string, string>, sent: unknown) =>
    owner.request.post(runsOf(slug), { headers, data: sent });
  expect((await post({}, data)).status()).toBe(401);
  expect((await post({ authorization: `Bearer sy_${'x'.repeat(43)}` }, data)).status()).toBe(401);
  const misfit = await post({ authorization: `Bearer ${demoKey()}` }, { input: { subject: 'x', amount: 'a lot' } });
  expect(misfit.status()).toBe(400);
  expect(await misfit.text()).toContain('amount');
  await owner.goto(`/runs?workflow=${slug}`);
  await expect(owner.getByText('No run fits these filters')).toBeVisible();
});

test('a signed webhook starts a run; a wrong signature and a body of 20 MB start none', async ({ as, newcomer }) => {
  const owner = await as('owner');
  const { email } = await newcomer('approver');
  const { slug, newWebhook } = await publishWorkflow(owner.request, unique('From outside'), approvalProcess([email]));
  if (!newWebhook) throw new Error('publishing made no webhook');
  const sign = (body: string, secret: string) => {
    const seconds = Math.floor(Date.now() / 1000);
    const mac = createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex');
    return { 'content-type': 'application/json', 'x-switchyard-signature': `t=${seconds},v1=${mac}` };
  };
  const send = (body: string, headers: Record<string, string>) =>
    owner.request.post(newWebhook.url, { headers, data: body });
  const body = JSON.stringify({ subject: unique('Desks'), amount: 900 });

  const forged = await send(body, sign(body, 'not the secret'));
  expect(forged.status()).toBe(401);
  expect(await forged.text()).toContain('The signature does not fit this body');
  const altered = await send(body.replace('900', '901'), sign(body, newWebhook.secret));
  expect(altered.status()).toBe(401);
  const huge = JSON.stringify({ subject: 'x'.repeat(20 * 1024 * 1024), amount: 1 });
  expect((await send(huge, sign(huge, newWebhook.secret))).status()).toBe(413);
  expect((await owner.request.get(newWebhook.url)).status()).toBe(404);

  const started = await send(body, sign(body, newWebhook.secret));
  expect(started.status(), await started.text()).toBe(202);
  await owner.goto(`/runs?workflow=${slug}`);
  await expect(owner.getByRole('row').filter({ hasText: 'webhook' })).toHaveCount(1);
});
