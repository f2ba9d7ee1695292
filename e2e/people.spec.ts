import { expect, test } from './support/journey.ts';
import { sendSignIn } from './support/sign-in.ts';
import { unique } from './support/unique.ts';

test('an owner invites somebody on a phone: what is missing is said where it belongs, and the password opens the door', async ({
  as,
  open,
}) => {
  const page = await as('owner', { viewport: { width: 390, height: 844 } });
  const name = unique('Ines');
  const email = `${name.replace(' ', '.').toLowerCase()}@demo.local`;
  await page.goto('/people');
  await page.getByRole('button', { name: 'Invite' }).click();
  const panel = page.getByRole('dialog');
  await panel.getByLabel('Name').fill(name);
  await panel.getByLabel('Mail address').fill(email);
  const approver = panel.getByRole('checkbox', { name: /^Approver/ });
  await approver.uncheck();
  await panel.getByRole('button', { name: 'Create account' }).click();
  await expect(panel.getByText('Choose at least one role')).toBeVisible();
  await expect(panel.getByLabel('Mail address')).not.toHaveAttribute('aria-invalid', 'true');
  for (const label of ['Cancel', 'Create account', 'Close']) {
    const box = await panel.getByRole('button', { name: label }).boundingBox();
    expect(box?.height, label).toBeGreaterThanOrEqual(40);
    expect(box?.width, label).toBeGreaterThanOrEqual(40);
  }

  await approver.check();
  await panel.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('dialog', { name: `${name} can sign in` })).toBeVisible();
  const secret = await page.getByRole('dialog').locator('pre').first().textContent();
  const stranger = await open();
  await sendSignIn(stranger, email, (secret ?? '').trim());
  await expect(stranger.getByRole('heading', { name: /^Hello/ })).toBeVisible();
});
