import type { Page } from '@playwright/test';

/** Fills in the form and sends it; what follows is for the caller to expect. */
export const sendSignIn = async (page: Page, email: string, password: string): Promise<void> => {
  await page.goto('/sign-in');
  await page.getByLabel('Mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
};

/** Signs in and waits until the door has closed behind us. */
export const signIn = async (page: Page, email: string, password: string): Promise<void> => {
  await sendSignIn(page, email, password);
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
};
