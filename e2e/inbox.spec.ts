import type { Page } from '@playwright/test';
import { ask, startRun, tell } from './support/api.ts';
import { expect, test } from './support/journey.ts';
import { people } from './support/people.ts';
import { unique } from './support/unique.ts';
import { approvalProcess, publishWorkflow } from './support/workflows.ts';

interface OpenRequest {
  readonly subject: string;
  readonly runId: string;
  readonly approvalId: string;
}

/** Starts a run and waits until its question lies in the inbox of whoever `page` belongs to. */
const openRequest = async (page: Page, slug: string, subject = unique('Request')): Promise<OpenRequest> => {
  const runId = await startRun(page.request, slug, { subject, amount: 240 });
  let approvalId = '';
  await expect(async () => {
    const { items } = await ask(page.request, 'inbox.list', { filter: 'mine', limit: 50 });
    approvalId = items.find((item: { title: string }) => item.title === subject)?.id ?? '';
    expect(approvalId).not.toBe('');
  }).toPass();
  return { subject, runId, approvalId };
};

const inboxRow = (page: Page, subject: string) =>
  page.getByRole('list', { name: 'For me' }).getByRole('link', { name: new RegExp(subject) });
const detailOf = (page: Page, subject: string) => page.getByRole('article', { name: subject });

test('an approver walks the inbox and decides with the keyboard, and the run goes on to its end', async ({
  as,
  newcomer,
}) => {
  const owner = await as('owner');
  const { page, email } = await newcomer('approver');
  const { slug } = await publishWorkflow(owner.request, unique('Keyboard'), approvalProcess([email]));
  const first = await openRequest(page, slug);
  const second = await openRequest(page, slug);

  await owner.goto(`/runs/${second.runId}`);
  await expect(owner.getByText('Waiting', { exact: true }).first()).toBeVisible();

  await page.goto('/inbox');
  await inboxRow(page, first.subject).click();
  await expect(page.getByRole('toolbar', { name: 'Your answer' })).toBeVisible();
  await page.keyboard.press('j');
  await expect(detailOf(page, second.subject)).toBeVisible();
  await page.keyboard.press('k');
  await expect(detailOf(page, first.subject)).toBeVisible();
  await page.keyboard.press('a');
  await expect(page.getByText(`Approved: ${first.subject}`)).toBeVisible();
  await expect(inboxRow(page, first.subject)).toHaveCount(0);

  await expect(detailOf(page, second.subject)).toBeVisible();
  await page.keyboard.press('r');
  const why = page.getByLabel('Why is it rejected?');
  await expect(why).toBeFocused();
  await page.keyboard.type('Over the budget of this year');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText(`Rejected: ${second.subject}`)).toBeVisible();

  // The run page was open all the time and is told by the server.
  await expect(owner.getByRole('definition').filter({ hasText: 'refused' })).toBeVisible();
  await owner.goto(`/runs/${first.runId}`);
  await expect(owner.getByRole('definition').filter({ hasText: 'granted' })).toBeVisible();
});

test('the second decider is told who decided first, and when', async ({ as, newcomer }) => {
  const owner = await as('owner');
  const one = await newcomer('approver');
  const two = await newcomer('approver');
  const process = approvalProcess([one.email, two.email]);
  const { slug } = await publishWorkflow(owner.request, unique('Two at once'), process);
  const { subject, approvalId } = await openRequest(one.page, slug);
  for (const { page } of [one, two]) {
    await page.goto(`/inbox/${approvalId}`);
    await expect(page.getByRole('toolbar', { name: 'Your answer' })).toBeVisible();
  }
  await one.page.getByRole('button', { name: /^Approve/ }).click();
  await expect(one.page.getByText(`Approved: ${subject}`)).toBeVisible();
  await two.page.getByRole('button', { name: /^Approve/ }).click();
  await expect(two.page.getByText(`Not decided: ${subject}`)).toBeVisible();
  await expect(two.page.getByText(new RegExp(`${one.name}.*(approved|decided)`, 'i')).first()).toBeVisible();
  await two.page.goto(`/inbox/${approvalId}`);
  await expect(detailOf(two.page, subject)).toContainText(one.name);
  await expect(two.page.getByRole('toolbar', { name: 'Your answer' })).toHaveCount(0);
});

test('a double click decides once, and not the next request that takes its place', async ({ as, newcomer }) => {
  const owner = await as('owner');
  const { page, email } = await newcomer('approver');
  const { slug } = await publishWorkflow(owner.request, unique('Twice'), approvalProcess([email]));
  const first = await openRequest(page, slug);
  const next = await openRequest(page, slug);
  // Both have been looked at, so that the second is shown without delay.
  await page.goto('/inbox');
  for (const { subject } of [next, first]) {
    await inboxRow(page, subject).click();
    await expect(detailOf(page, subject)).toBeVisible();
  }
  await page.getByRole('button', { name: /^Approve/ }).dblclick();
  await expect(page.getByText(`Approved: ${first.subject}`)).toBeVisible();
  await expect(inboxRow(page, first.subject)).toHaveCount(0);
  await expect(detailOf(page, next.subject)).toBeVisible();
  await expect(page.getByText(/^Not decided/)).toHaveCount(0);
  const { status } = await ask(page.request, 'inbox.get', { id: next.approvalId });
  expect(status).toBe('pending');
  await owner.goto(`/runs/${first.runId}`);
  await expect(owner.getByRole('definition').filter({ hasText: 'granted' })).toBeVisible();
});

test('a key that is held down answers one request and leaves the next alone', async ({ as, newcomer }) => {
  const owner = await as('owner');
  const { page, email } = await newcomer('approver');
  const { slug } = await publishWorkflow(owner.request, unique('Held'), approvalProcess([email]));
  const first = await openRequest(page, slug);
  const next = await openRequest(page, slug);
  await page.goto('/inbox');
  for (const { subject } of [next, first]) {
    await inboxRow(page, subject).click();
    await expect(detailOf(page, subject)).toBeVisible();
  }
  await page.keyboard.down('a');
  await expect(page.getByText(`Approved: ${first.subject}`)).toBeVisible();
  await expect(detailOf(page, next.subject)).toBeVisible();
  // The second time is a repetition, as the system sends them while the key stays down.
  for (let repetition = 0; repetition < 5; repetition += 1) await page.keyboard.down('a');
  await page.keyboard.up('a');
  const { status } = await ask(page.request, 'inbox.get', { id: next.approvalId });
  expect(status).toBe('pending');
  await expect(page.getByRole('toolbar', { name: 'Your answer' })).toBeVisible();
});

test('who asked cannot approve their own request', async ({ as }) => {
  const owner = await as('owner');
  const carla = await as('secondApprover');
  const process = approvalProcess([people.secondApprover]);
  const { slug } = await publishWorkflow(owner.request, unique('My own'), process);
  const subject = unique('For myself');
  const { runId } = await tell(carla.request, 'runs.start', { workflowSlug: slug, input: { subject, amount: 1 } });
  await carla.goto(`/runs/${runId}`);
  await carla.getByRole('button', { name: /Decide the request/ }).click();
  // Both the sentence that says why the run waits and the step itself lead there.
  await carla.getByRole('link', { name: 'Open in the inbox' }).first().click();
  await expect(detailOf(carla, subject)).toBeVisible();
  await expect(carla.getByText('You asked for this yourself')).toBeVisible();
  await expect(carla.getByRole('button', { name: /^Approve/ })).toHaveCount(0);
  await carla.keyboard.press('a');
  await expect(carla.getByText(`Approved: ${subject}`)).toHaveCount(0);
  await tell(owner.request, 'runs.cancel', { runId, reason: 'the journey is over' });
});

test('opening a link decides nothing, whatever it says', async ({ as, newcomer }) => {
  const owner = await as('owner');
  const { page, email } = await newcomer('approver');
  const { slug } = await publishWorkflow(owner.request, unique('Link'), approvalProcess([email]));
  const { subject, approvalId } = await openRequest(page, slug);
  const input = encodeURIComponent(JSON.stringify({ approvalId, outcome: 'approved', reason: '', isConfirmed: true }));
  const read = await page.request.get(`/api/trpc/inbox.decide?input=${input}`);
  expect(read.status()).toBe(405);
  await page.goto(`/inbox/${approvalId}?decision=approve&outcome=approved&confirm=true`);
  await expect(detailOf(page, subject)).toBeVisible();
  await expect(page.getByRole('toolbar', { name: 'Your answer' })).toBeVisible();
  await expect(detailOf(page, subject).getByText('Pending', { exact: true })).toBeVisible();
});

test('a search narrows the inbox, and the focus goes from each answer to the next request, then to the end', async ({
  as,
  newcomer,
}) => {
  const owner = await as('owner');
  const { page, email } = await newcomer('approver');
  const { slug } = await publishWorkflow(owner.request, unique('Looked for'), approvalProcess([email]));
  const wanted = unique('100% "red"');
  const first = await openRequest(page, slug, `${wanted} one`);
  const second = await openRequest(page, slug, `${wanted} two`);
  const other = await openRequest(page, slug, unique('Blue'));
  await page.goto('/inbox');
  await expect(page.getByRole('link', { name: new RegExp(other.subject) })).toBeVisible();
  // A click is never too early; a key is before the page has its script.
  await page.getByRole('navigation', { name: 'Breadcrumbs' }).click();
  await page.keyboard.press('/');
  const search = page.getByRole('searchbox', { name: 'Search requests' });
  await expect(search).toBeFocused();
  await page.keyboard.type('"RED" 100%');
  await expect(page.getByText('2 found', { exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: new RegExp(other.subject) })).toHaveCount(0);
  await expect(page).toHaveURL(/q=/);
  await page.keyboard.press('Escape');

  await expect(detailOf(page, first.subject)).toBeVisible();
  await page.keyboard.press('a');
  await expect(page.getByText(`Approved: ${first.subject}`)).toBeVisible();
  await expect(page.getByRole('heading', { name: second.subject })).toBeFocused();
  // A form that is left without an answer gives the focus back to the button that opened it.
  await page.keyboard.press('r');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: /^Reject/ })).toBeFocused();
  await page.keyboard.press('a');
  await expect(page.getByText(`Approved: ${second.subject}`)).toBeVisible();
  await expect(page.getByRole('region', { name: 'No request fits' })).toBeFocused();

  await page.reload();
  await expect(search).toHaveValue('"RED" 100%');
  await page.getByRole('button', { name: 'Clear search and process' }).click();
  await expect(inboxRow(page, other.subject)).toBeVisible();
  await expect(page).not.toHaveURL(/q=/);
  await page.getByRole('combobox', { name: 'Process' }).selectOption(slug);
  await expect(page.getByText('1 found', { exact: true })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`workflow=${slug}`));
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Approve/ }).click();
  await expect(page.getByText(`Approved: ${other.subject}`)).toBeVisible();
  await expect(page.getByRole('region', { name: 'No request fits' })).toBeFocused();
});

test.describe('on a phone', () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

  test('one request fills the screen and is decided with the bar under the thumb', async ({ as, newcomer }) => {
    const owner = await as('owner');
    const { page, email } = await newcomer('approver', phone);
    const { slug } = await publishWorkflow(owner.request, unique('Pocket'), approvalProcess([email]));
    const { subject } = await openRequest(page, slug);
    await page.goto('/inbox');
    await inboxRow(page, subject).tap();
    await expect(detailOf(page, subject)).toBeVisible();
    await expect(page.getByRole('list', { name: 'For me' })).toBeHidden();
    const approve = page.getByRole('button', { name: /^Approve/ });
    const box = await approve.boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(44);
    expect(box?.y).toBeGreaterThan(844 * 0.6);
    expect(box ? box.y + box.height : 0).toBeLessThanOrEqual(844);
    await approve.tap();
    await expect(page.getByText(`Approved: ${subject}`)).toBeVisible();
    // On the next request, which the demo may have for every approver, or on what says that there is none.
    await expect(page.locator('h2:focus, section:focus')).toBeVisible();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  });
});
