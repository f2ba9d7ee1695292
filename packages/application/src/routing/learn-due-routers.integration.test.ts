import { newId } from '@switchyard/db';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOrganisation, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import { recordCaseOutcome } from './case-outcomes.ts';
import { learnDueRouters } from './learn-due-routers.ts';
import { findTaskRouter } from './task-router.ts';

let fixture: TestApp;
beforeAll(async () => {
  fixture = await createTestApp({});
});
afterAll(() => fixture.close());

test('a task is learned once its graded cases suffice, and again when they have grown by a fifth', async () => {
  const { app } = fixture;
  const organisationId = await createOrganisation(app);
  const taskId = newId();
  const grade = (from: number, to: number) =>
    app.db.transaction({ organisationId }, async (tx) => {
      for (let index = from; index < to; index += 1) {
        for (const [candidateRef, costMicroUsd, score] of [
          ['lab/small', 10, index % 4 === 0 ? 0 : 1],
          ['lab/large', 100, 1],
        ] as const) {
          const known = { organisationId, taskId, caseKey: `case-${index}`, outputTokens: 10, answerDigest: null };
          const text = index % 4 === 0 ? 'a hard and twisted one' : 'an easy one';
          await recordCaseOutcome(tx, {
            ...known,
            candidateRef,
            costMicroUsd,
            score,
            segment: null,
            text,
            at: app.now(),
          });
        }
      }
    });
  const learned = () => app.db.transaction({ organisationId }, (tx) => findTaskRouter(tx, organisationId, taskId));

  await grade(0, 100);
  expect(await learnDueRouters(app)).toBe(0);
  await grade(100, 160);
  expect(await learnDueRouters(app)).toBe(1);
  expect((await learned())?.learned).toMatchObject({ reference: 'lab/large', cases: 160 });
  expect(await learnDueRouters(app)).toBe(0);
  await grade(160, 180);
  expect(await learnDueRouters(app)).toBe(0);
  await grade(180, 193);
  expect(await learnDueRouters(app)).toBe(1);
  const versions = await app.db.transaction({ organisationId }, (tx) =>
    tx.query('SELECT cases FROM task_router WHERE task_id = $1 ORDER BY cases', [taskId]),
  );
  expect(versions).toEqual([{ cases: 160 }, { cases: 193 }]);
});
