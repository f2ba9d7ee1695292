import { tell } from './support/api.ts';
import { expect, test } from './support/journey.ts';
import { unique } from './support/unique.ts';

const calendarFile = `BEGIN:VCALENDAR
BEGIN:VEVENT
DTSTART;VALUE=DATE:20271225
DTEND;VALUE=DATE:20271227
SUMMARY:Christmas
END:VEVENT
END:VCALENDAR`;

test('a process owner makes a calendar, imports its holidays, and a workflow counts in it', async ({ as }) => {
  const page = await as('processOwner');
  const name = unique('Warehouse');
  await page.goto('/settings?tab=calendars');
  await expect(page.getByRole('link', { name: /Office hours, London/ })).toBeVisible();
  await page.getByRole('link', { name: 'New calendar' }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Time zone').fill('Europe/Paris');
  await page.getByLabel('Friday closes').fill('13:00');
  await page.getByRole('button', { name: 'Import' }).click();
  await page.getByLabel('Dates or a calendar file').fill(calendarFile);
  await expect(page.getByText('2 days found, 2 new.')).toBeVisible();
  await page.getByRole('button', { name: 'Add 2 days' }).click();
  await expect(page.getByText('Five business days')).toBeVisible();
  await page.getByRole('button', { name: 'Create the calendar' }).click();
  await expect(page.getByRole('heading', { name })).toBeVisible();
  await expect(page.getByText('No published workflow counts in this calendar yet.')).toBeVisible();
  const slug = page.url().split('/').at(-1) ?? '';

  const flow = unique('Counts in it');
  const at = (x: number) => ({ x, y: 0 });
  const definition = {
    v: 1,
    nodes: [
      { id: 'start', kind: 'start', name: 'Start', position: at(0), config: { triggers: [{ type: 'form' }] } },
      { id: 'hold', kind: 'wait', name: 'Hold', position: at(260), config: { for: 'P1D', calendar: slug } },
      { id: 'done', kind: 'end', name: 'Done', position: at(520), config: {} },
    ],
    edges: [
      { id: 'e1', from: 'start', to: 'hold' },
      { id: 'e2', from: 'hold', to: 'done' },
    ],
  };
  const file = { format: 'switchyard-workflow', v: 1, slug: 'counts', name: flow, description: '', definition };
  const made = await tell(page.request, 'workflows.create', { name: flow, from: { kind: 'file', file } });
  await tell(page.request, 'workflows.publish', { slug: made.slug, revision: made.revision, note: 'First' });

  await page.reload();
  await expect(page.getByRole('link', { name: flow })).toBeVisible();
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: /Remove/ }).click();
  await page.getByRole('button', { name: 'Remove calendar' }).click();
  await expect(page.getByText(`“${flow}” or runs of it count in this calendar`)).toBeVisible();
});

test('a schedule shows its next five times, and is paused and resumed from the workflow', async ({ as }) => {
  const page = await as('processOwner');
  const name = unique('Every night');
  // An hour that every night has, also when the clocks change.
  const trigger = { type: 'schedule', cron: '30 4 * * *', timeZone: 'Europe/Paris', input: {} };
  const definition = {
    v: 1,
    nodes: [
      { id: 'start', kind: 'start', name: 'Start', position: { x: 0, y: 0 }, config: { triggers: [trigger] } },
      { id: 'done', kind: 'end', name: 'Done', position: { x: 260, y: 0 }, config: {} },
    ],
    edges: [{ id: 'e1', from: 'start', to: 'done' }],
  };
  const file = { format: 'switchyard-workflow', v: 1, slug: 'nightly', name, description: '', definition };
  const { slug, revision } = await tell(page.request, 'workflows.create', { name, from: { kind: 'file', file } });
  await tell(page.request, 'workflows.publish', { slug, revision, note: 'First' });
  await page.goto(`/workflows/${slug}`);
  await page.getByRole('button', { name: /Next run/ }).click();
  const schedules = page.getByRole('dialog', { name: 'Schedules' });
  await expect(schedules.getByRole('listitem').filter({ hasText: '04:30' })).toHaveCount(6);
  await schedules.getByRole('button', { name: 'Pause' }).click();
  await expect(schedules.getByText(/Paused by/)).toBeVisible();
  await schedules.getByRole('button', { name: 'Resume' }).click();
  await expect(schedules.getByRole('button', { name: 'Pause' })).toBeVisible();
});
