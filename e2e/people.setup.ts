import { expect, test } from '@playwright/test';
import { demoPassword, type Person, people, sessionFile } from './support/people.ts';
import { signIn } from './support/sign-in.ts';

for (const [person, email] of Object.entries(people)) {
  test(`${email} signs in with the password that the start block prints`, async ({ page }) => {
    await signIn(page, email, demoPassword);
    await expect(page.getByRole('navigation').first()).toBeVisible();
    await page.context().storageState({ path: sessionFile(person as Person) });
  });
}
