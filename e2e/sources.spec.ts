import { expect, test } from './support/journey.ts';
import { unique } from './support/unique.ts';

const csv = (text: string, name = 'rates.csv') => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
const good = 'country,rate\nMalta,18\nLatvia,21\n';

test('an uploaded file becomes a source with a preview and a version, and a newer one the next', async ({ as }) => {
  const page = await as('processOwner');
  const name = unique('VAT rates');
  await page.goto('/sources/new');
  await page.getByLabel('File', { exact: false }).and(page.locator('input[type=file]')).setInputFiles(csv(good));
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Register the source' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  const content = page.getByRole('table', { name: 'Content' });
  const versions = page.getByRole('table', { name: 'Versions' });
  await expect(content.getByRole('row', { name: /Malta/ })).toContainText('18');
  await expect(versions.getByRole('row')).toHaveCount(2);

  const upload = page.getByLabel('File to upload');
  await upload.setInputFiles(csv(`${good}Estonia,24\n`));
  await expect(page.getByText('Version 2 recorded')).toBeVisible();
  await expect(content.getByRole('row', { name: /Estonia/ })).toContainText('24');
  await expect(versions.getByRole('row')).toHaveCount(3);

  await upload.setInputFiles(csv('country,rate\n"Malta,18\nLatvia,21,22,23\n'));
  await expect(page.getByText('The file was not accepted')).toBeVisible();
  await page.reload();
  await expect(versions.getByRole('row')).toHaveCount(3);
  await expect(content.getByRole('row', { name: /Estonia/ })).toContainText('24');
});

test('a broken file is refused with its place, and nothing of the source is kept', async ({ as }) => {
  const page = await as('processOwner');
  const name = unique('Broken');
  await page.goto('/sources/new');
  await page.locator('input[type=file]').setInputFiles({
    name: 'broken.json',
    mimeType: 'application/json',
    buffer: Buffer.from('[{"country": "Malta", '),
  });
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Register the source' }).click();
  const alert = page.getByRole('main').getByRole('alert');
  await expect(alert).toContainText(/JSON/);
  await expect(page).toHaveURL(/\/sources\/new/);
  await page.goto('/sources');
  await expect(page.getByRole('row').filter({ hasText: 'Approved vendors' })).toBeVisible();
  await expect(page.getByText(name)).toHaveCount(0);

  // The same name is free: nothing was half-written.
  await page.goto('/sources/new');
  await page.locator('input[type=file]').setInputFiles(csv(good));
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Register the source' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
});
