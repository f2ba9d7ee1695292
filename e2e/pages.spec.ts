import { globSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { installation } from './support/installation.env.ts';
import { expect, test } from './support/journey.ts';
import { pages, publicPages, settle, views } from './support/pages.ts';
import { sessionFile } from './support/people.ts';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const desktop = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };
/** A small laptop, and half a window or a page at 200 %. */
const between = [1280, 720];

const violationsOf = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => ({ id, target, failureSummary })),
  );
};

const widthOf = (page: Page) => page.evaluate('document.documentElement.scrollWidth');

/** Axe in both sizes, and nothing to scroll sideways on a phone or between. */
const inspect = async (page: Page, theme: string) => {
  await settle(page);
  expect(await violationsOf(page), `desktop, ${theme}`).toEqual([]);
  for (const width of between) {
    await page.setViewportSize({ width, height: desktop.height });
    await expect.poll(() => widthOf(page), `${width} wide, ${theme}`).toBe(width);
  }
  await page.setViewportSize(phone);
  await settle(page);
  await expect.poll(() => widthOf(page), `width on a phone, ${theme}`).toBe(phone.width);
  expect(await violationsOf(page), `phone, ${theme}`).toEqual([]);
};

const setTheme = (page: Page, theme: string) =>
  page.context().addCookies([{ name: 'switchyard-theme', value: theme, url: installation.webUrl }]);

/** Whatever the browser complains about while the page is looked at, failed requests included. */
const listenTo = (page: Page): string[] => {
  const heard: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) heard.push(message.text());
  });
  page.on('pageerror', (error) => heard.push(error.message));
  return heard;
};

const walk = async (page: Page, path: string, status = 200) => {
  const heard = listenTo(page);
  for (const theme of ['light', 'dark']) {
    await page.setViewportSize(desktop);
    await setTheme(page, theme);
    const response = await page.goto(path);
    expect(response?.status()).toBe(status);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await inspect(page, theme);
  }
  expect(heard.filter((text) => status === 200 || !text.includes('Failed to load resource'))).toEqual([]);
};

test('every page is looked at, and none is listed that is gone', () => {
  const found = globSync('**/page.tsx', { cwd: 'apps/web/src/app' }).toSorted();
  expect(found).toEqual([...Object.keys(pages), ...Object.keys(publicPages)].toSorted());
});

test.describe('in front of the door', () => {
  for (const path of Object.values(publicPages)) {
    test(`${path} can be used by everybody, in both themes and on a phone`, ({ page }) => walk(page, path));
  }
});

test.describe('behind the door', () => {
  test.use({ storageState: sessionFile('owner') });

  for (const [file, address] of Object.entries(pages)) {
    test(`${file} can be used by everybody, in both themes and on a phone`, async ({ page }) => {
      await walk(page, typeof address === 'string' ? address : await address(page));
    });
  }

  for (const path of views) {
    test(`${path} can be used by everybody, in both themes and on a phone`, ({ page }) =>
      walk(page, path, path === '/nothing-here' ? 404 : 200));
  }
});
