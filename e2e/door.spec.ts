import { expect, test } from './support/journey.ts';
import { demoPassword, people } from './support/people.ts';
import { sendSignIn, signIn } from './support/sign-in.ts';
import { unique } from './support/unique.ts';

test('a stranger is led to the door and, once in, to the page they asked for', async ({ open }) => {
  const page = await open();
  await page.goto('/runs');
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fruns/);
  await page.getByLabel('Mail address').fill(people.auditor);
  await page.getByLabel('Password').fill(demoPassword);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(/\/runs$/);
});

test('a wrong password is refused without telling whether the account exists', async ({ open }) => {
  const page = await open();
  const refusals: string[] = [];
  for (const email of [people.operator, `${unique('nobody').replace(' ', '.')}@demo.local`]) {
    await sendSignIn(page, email, 'not the password');
    refusals.push((await page.getByRole('main').getByRole('alert').textContent()) ?? '');
    await expect(page).toHaveURL(/\/sign-in/);
  }
  expect(refusals).toEqual(Array(2).fill('The mail address or the password is not right.'));
});

test('guessing is slowed down after ten attempts, and says for how long', async ({ open }) => {
  const page = await open();
  const email = `${unique('guessed').replace(' ', '.')}@demo.local`;
  await sendSignIn(page, email, 'guess 0');
  const alert = page.getByRole('main').getByRole('alert');
  await expect(alert).toContainText('not right');
  for (let attempt = 1; attempt <= 10; attempt += 1) {
    const answer = page.waitForResponse((response) => response.url().includes('/api/auth/callback/password'));
    await page.getByLabel('Password').fill(`guess ${attempt}`);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await (await answer).finished();
  }
  await expect(alert).toContainText('Too many attempts. Please wait 15 minutes');
});

test('ending another session shuts it out with its next request', async ({ newcomer, open }) => {
  const { page, email, password } = await newcomer('operator');
  const other = await open();
  await signIn(other, email, password);
  await page.goto('/settings');
  const sessions = page.getByRole('listitem').filter({ hasText: 'signed in' });
  await expect(sessions).toHaveCount(2);
  await sessions.getByRole('button', { name: 'End' }).click();
  await expect(sessions).toHaveCount(1);
  await other.goto('/runs');
  await expect(other).toHaveURL(/\/sign-in/);
  const answer = await other.request.get('/api/trpc/sessions.list');
  expect(answer.status()).toBe(401);
  await page.goto('/runs');
  await expect(page.getByRole('heading', { level: 1, name: 'Runs' })).toBeVisible();
});

test('signing out ends the session for good, also for a kept cookie', async ({ newcomer, open }) => {
  const { page, name } = await newcomer('operator');
  const kept = await page.context().storageState();
  await page.getByRole('button', { name: `Account of ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  const thief = await open({ storageState: kept });
  await thief.goto('/inbox');
  await expect(thief).toHaveURL(/\/sign-in/);
});

test('the first-run set-up of an installation that has an owner is dead', async ({ open }) => {
  const page = await open();
  await page.goto('/setup');
  await expect(page).toHaveURL(/\/sign-in/);
  const origin = new URL(page.url()).origin;
  const answer = await page.request.post('/api/trpc/setup.create', {
    headers: { origin },
    data: {
      organisationName: 'Mine now',
      name: 'Mallory',
      email: 'mallory@example.com',
      password: 'a long enough password',
    },
  });
  expect(answer.ok()).toBe(false);
  expect(await answer.text()).toContain('has been set up already');
});

test('a session that ends while somebody types leaves the page as it is; they sign in beside it and go on', async ({
  newcomer,
}) => {
  const { page, email, password } = await newcomer('process_owner');
  const name = unique('Half written');
  await page.goto('/workflows/new');
  await page.getByLabel('Name').fill(name);
  // What the page reads by itself has been answered: that it is signed out shows when somebody sends the form.
  await expect(page.getByRole('button', { name: /^Blank/ })).toHaveAttribute('aria-pressed', 'true');
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'You are signed out' });
  const beside = page.context().waitForEvent('page');
  await dialog.getByRole('link', { name: 'Sign in' }).click();
  const door = await beside;
  await signIn(door, email, password);
  await door.close();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByLabel('Name')).toHaveValue(name);
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page).toHaveURL(/\/workflows\/half-written/);
});

test('without a connection a form says so at once and keeps what was typed; with it again it is sent once', async ({
  newcomer,
}) => {
  const { page } = await newcomer('process_owner');
  const name = unique('Far away');
  await page.goto('/workflows/new');
  await page.getByLabel('Name').fill(name);
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'The server did not answer' })).toBeVisible();
  await expect(page.getByLabel('Name')).toHaveValue(name);
  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page).toHaveURL(/\/workflows\/far-away/);
});
