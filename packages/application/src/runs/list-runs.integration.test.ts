import { expect, test } from 'vitest';
import { drain } from '../../test/drain.ts';
import { listRuns } from './list-runs.ts';
import {
  answerWith,
  begin,
  beginAndDrain,
  call,
  chain,
  done,
  fixture,
  look,
  omar,
  operateRuns,
  organisationId,
  publish,
  start,
  wait,
} from './operating-runs.fixture.ts';
import { pauseRun } from './pause-run.ts';

operateRuns();

const list = async (filter: Parameters<typeof listRuns>[2]) =>
  (await listRuns(fixture.app, omar, filter)).items.map(({ id }) => id);

test('runs are found by when they began, to the instant and by whole days, together with workflow, version and status', async () => {
  const slug = await publish(chain(start, wait, done));
  const early = await begin(slug);
  fixture.advance(600_000);
  const late = await begin(slug);
  const elsewhere = await beginAndDrain(await publish(chain(start, done)));
  const [from, day] = [(await look(late)).createdAt, (await look(early)).createdAt.slice(0, 10)];
  expect(await list({ from })).toEqual([elsewhere, late]);
  expect(await list({ to: from })).toEqual([early]);
  expect(await list({ from, to: new Date(Date.parse(from) + 1).toISOString() })).toContain(late);
  expect(await list({ from: from.replace('Z', '+00:00'), workflowSlug: slug, versionNumber: 1 })).toEqual([late]);
  expect(await list({ from, status: 'completed' })).toEqual([elsewhere]);
  expect(await list({ from: day, workflowSlug: slug, status: 'waiting' })).toEqual([late, early]);
  expect(await list({ to: '1969-01-01' })).toEqual([]);
  const page = await listRuns(fixture.app, omar, { from: day, limit: 2 });
  expect(page.items).toHaveLength(2);
  expect(await list({ from: day, limit: 2, ...(page.nextCursor ? { cursor: page.nextCursor } : {}) })).toEqual([early]);
});

test('a time that is none, one that ends before it begins, and the version of no workflow are refused in plain words', async () => {
  for (const from of ['yesterday', '2026-02-30', '2026-11-22T25:00:00Z', '']) {
    await expect(list({ from })).rejects.toThrow('Give a day such as 2026-11-22');
  }
  await expect(list({ from: '2026-11-22', to: '2026-11-21' })).rejects.toThrow('is not after');
  await expect(list({ versionNumber: 1 })).rejects.toThrow('Name the workflow');
  expect(await list({ from: '2026-11-22', to: '2026-11-22' })).toEqual([]);
});

test('what stands still is found as such: paused by somebody, or held at a step', async () => {
  const paused = await begin(await publish(chain(start, wait, done)));
  await pauseRun(fixture.app, omar, { runId: paused });
  const slug = await publish(chain(start, call('post'), done));
  answerWith(400);
  const held = await begin(slug);
  await drain(fixture.app, organisationId);
  expect(await list({ status: 'paused' })).toEqual([paused]);
  expect(await list({ status: 'attention' })).toEqual([held]);
  expect(await list({ status: 'attention', workflowSlug: slug })).toEqual([held]);
  expect(await list({ status: 'paused', workflowSlug: slug })).toEqual([]);
});
