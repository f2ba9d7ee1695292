import type { RunId } from '@switchyard/domain';
import { describe, expect, test } from 'vitest';
import { createOrganisation, createPerson } from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { getBulkOperation, listBulkOperations } from './bulk-operation.ts';
import { countAudit, dyingAt, see, workAll } from './bulk-operations.fixture.ts';
import { cancelRun } from './cancel-run.ts';
import { countAttention } from './list-attention.ts';
import {
  answerWith,
  auditTypes,
  begin,
  beginAndDrain,
  call,
  chain,
  done,
  type Edges,
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
import { previewBulkOperation } from './preview-bulk-operation.ts';
import { resumeRun } from './resume-run.ts';
import { startBulkOperation } from './start-bulk-operation.ts';
import { stopBulkOperation } from './stop-bulk-operation.ts';
import { workBulkOperations } from './work-bulk-operations.ts';

operateRuns();

const waiting = async (count: number) => {
  const slug = await publish(chain(start, wait, done));
  const runIds: RunId[] = [];
  for (let index = 0; index < count; index += 1) runIds.push(await begin(slug));
  return { slug, runIds };
};
const failed = async (count: number) => {
  const slug = await publish(chain(start, call('post'), done), 'fail');
  answerWith(...Array.from({ length: count }, () => 400));
  for (let index = 0; index < count; index += 1) await begin(slug);
  await drain(fixture.app, organisationId);
  return slug;
};
const cancelAll = (filter: object = {}, id = crypto.randomUUID() as string, actor = omar) =>
  startBulkOperation(fixture.app, actor, { kind: 'cancel', id, filter, reason: 'the order was a mistake' });
const statuses = async (runIds: readonly RunId[]) => (await Promise.all(runIds.map(look))).map(({ status }) => status);

describe('a bulk cancel', () => {
  test('says what it is about and what goes with it, then cancels it once, however many ask and work', async () => {
    const ask = {
      id: 'ask',
      kind: 'approval' as const,
      config: { title: 'May we?', allowsChanges: false, stages: [{ name: 'One', who: { roles: ['approver'] } }] },
    };
    const edges: Edges = [
      { from: 'start', to: 'ask' },
      { from: 'ask', to: 'end', port: 'approved' },
      { from: 'ask', to: 'end', port: 'rejected' },
    ];
    await createPerson(fixture.app, organisationId, { roles: ['approver'], name: 'Ana' });
    const asking = await publish([[start, ask, done], edges]);
    const asked = [await beginAndDrain(asking), await beginAndDrain(asking)];
    const { slug, runIds } = await waiting(3);
    const preview = (filter: object) => previewBulkOperation(fixture.app, omar, { kind: 'cancel', filter });
    expect(await preview({})).toMatchObject({ count: 5, isMore: false, along: { approvals: 2, stepsInHand: 0 } });
    expect(await preview({ workflowSlug: slug })).toMatchObject({ count: 3, along: { approvals: 0 } });
    expect(await preview({ workflowSlug: slug, versionNumber: 2 })).toMatchObject({ count: 0 });
    expect((await preview({ workflowSlug: asking })).items.map(({ runId }) => runId)).toEqual(asked);

    const id = crypto.randomUUID();
    const [one, again] = await Promise.all([cancelAll({}, id), cancelAll({}, id)]);
    expect(again).toMatchObject({ id: one.id, expected: 5 });
    await expect(cancelAll({ workflowSlug: slug }, id)).rejects.toThrow('another bulk operation');
    const other = await cancelAll();
    await Promise.all([workAll(), workAll(), workAll()]);
    await workAll();
    const ended = [await see(one), await see(other)];
    expect(ended.map(({ status }) => status)).toEqual(['completed', 'completed']);
    expect(ended.reduce((sum, { cancelled }) => sum + cancelled, 0)).toBe(5);
    expect(await statuses([...asked, ...runIds])).toEqual(Array.from({ length: 5 }, () => 'cancelled'));
    expect(await countAudit('run.cancelled')).toBe(5);
    expect(await countAudit('approval.withdrawn')).toBe(2);
    expect(await countAudit('organisation.bulk-begun')).toBe(2);
    expect(await countAudit('organisation.bulk-ended')).toBe(2);
  });

  test('whose worker is killed in the middle goes on where it was: no run is cancelled or counted twice', async () => {
    const { runIds } = await waiting(6);
    const operation = await cancelAll();
    await expect(workBulkOperations(dyingAt(operation, 3))).rejects.toThrow('gone');
    expect(await see(operation)).toMatchObject({ status: 'running', cancelled: 2 });
    // The lease of the killed worker keeps others away until it runs out.
    expect(await workBulkOperations(fixture.app)).toBe(0);
    expect(await countAudit('run.cancelled')).toBe(2);
    fixture.advance(31_000);
    await workAll();
    expect(await see(operation)).toMatchObject({ status: 'completed', cancelled: 6, refused: 0 });
    expect(await countAudit('run.cancelled')).toBe(6);
    expect(new Set(await statuses(runIds))).toEqual(new Set(['cancelled']));
  });

  test('lists by cause what it could not cancel: what ended meanwhile, and what moved on from what was asked', async () => {
    const { slug, runIds } = await waiting(4);
    const [ended, resumed, paused] = runIds;
    if (!(ended && resumed && paused)) throw new Error('not begun');
    for (const runId of [ended, resumed, paused]) await pauseRun(fixture.app, omar, { runId });
    const operation = await cancelAll({ workflowSlug: slug, status: 'paused' });
    expect(operation.expected).toBe(3);
    // Both happen between the look at the batch and the first of its items.
    const { app } = fixture;
    let isLooked = false;
    const transaction: typeof app.db.transaction = async (scope, work) => {
      const value = await app.db.transaction(scope, work);
      if (isLooked || !(Array.isArray(value) && value.length === 3)) return value;
      isLooked = true;
      await cancelRun(app, omar, { runId: ended });
      await resumeRun(app, omar, { runId: resumed });
      return value;
    };
    const late = { ...app, db: { ...app.db, transaction } };
    await workBulkOperations(late);
    await workAll();
    const seen = await see(operation);
    expect(seen).toMatchObject({ status: 'completed', cancelled: 1, refused: 2 });
    expect(seen.causes).toEqual(
      expect.arrayContaining([
        { reason: expect.stringContaining('already ended (cancelled)'), count: 1 },
        { reason: expect.stringContaining('moved on'), count: 1 },
      ]),
    );
    expect(await statuses(runIds)).toEqual(['cancelled', 'waiting', 'cancelled', 'waiting']);
  });

  test('leaves alone what began after it was asked', async () => {
    const { slug } = await waiting(1);
    const operation = await cancelAll({ workflowSlug: slug });
    fixture.advance(1000);
    const later = await begin(slug);
    await workAll();
    expect(await see(operation)).toMatchObject({ status: 'completed', cancelled: 1 });
    expect((await look(later)).status).toBe('waiting');
  });

  test('is stopped by a person, and ends with its reason when whoever asked may no longer operate runs', async () => {
    const { runIds } = await waiting(2);
    const stopped = await cancelAll();
    await stopBulkOperation(fixture.app, omar, { id: stopped.id });
    await expect(stopBulkOperation(fixture.app, omar, { id: stopped.id })).rejects.toThrow('already ended');
    const operation = await cancelAll();
    await fixture.app.db.transaction({ organisationId }, (tx) =>
      tx.execute(`UPDATE app_user SET roles = '{auditor}' WHERE id = $1`, [omar.userId]),
    );
    await workAll();
    expect(await see(operation)).toMatchObject({ status: 'failed', stopReason: expect.stringContaining('Omar') });
    expect(await statuses(runIds)).toEqual(['waiting', 'waiting']);
  });

  test('needs a permission and a reason, takes no run that has ended, and nothing of another organisation', async () => {
    const { runIds } = await waiting(1);
    const eva = await createPerson(fixture.app, organisationId, { roles: ['auditor'], name: 'Eva' });
    expect(() => cancelAll({}, crypto.randomUUID(), eva)).toThrow('Your role');
    await expect(previewBulkOperation(fixture.app, eva, { kind: 'cancel', filter: {} })).rejects.toThrow('Your role');
    const id = crypto.randomUUID();
    expect(() => startBulkOperation(fixture.app, omar, { kind: 'cancel', id, filter: {}, reason: ' ' })).toThrow('why');
    expect(() => cancelAll({ status: 'completed' })).toThrow('not ended');
    await expect(cancelAll({ versionNumber: 1 })).rejects.toThrow('workflow');
    await expect(cancelAll({ from: '2026-02-02', to: '2026-02-01' })).rejects.toThrow('Turn them round');
    const own = await cancelAll();
    const foreign = await createPerson(fixture.app, await createOrganisation(fixture.app), { roles: ['owner'] });
    await expect(getBulkOperation(fixture.app, foreign, { id: own.id })).rejects.toMatchObject({ code: 'not_found' });
    await expect(stopBulkOperation(fixture.app, foreign, { id: own.id })).rejects.toMatchObject({ code: 'not_found' });
    expect((await listBulkOperations(fixture.app, foreign)).items).toEqual([]);
    const theirs = await cancelAll({}, own.id, foreign);
    expect(theirs).toMatchObject({ id: own.id, expected: 0 });
    await stopBulkOperation(fixture.app, omar, { id: own.id });
    await workAll();
    expect(await statuses(runIds)).toEqual(['waiting']);
  });
});

describe('setting aside in bulk', () => {
  test('takes failed runs off the list, once, and leaves what failed after it was asked', async () => {
    const slug = await failed(3);
    const elsewhere = await failed(1);
    const id = crypto.randomUUID();
    const request = { kind: 'set-aside', id, filter: { workflowSlug: slug }, reason: 'test orders' } as const;
    const filter = { workflowSlug: slug };
    expect(await previewBulkOperation(fixture.app, omar, { kind: 'set-aside', filter })).toMatchObject({ count: 3 });
    const [one, again] = await Promise.all([1, 2].map(() => startBulkOperation(fixture.app, omar, request)));
    if (!(one && again)) throw new Error('not asked');
    expect(again.id).toBe(one.id);
    fixture.advance(1000);
    answerWith(400);
    await beginAndDrain(slug);
    await expect(workBulkOperations(dyingAt(one, 2))).rejects.toThrow('gone');
    fixture.advance(31_000);
    await Promise.all([workAll(), workAll()]);
    await workAll();
    expect(await see(one)).toMatchObject({ status: 'completed', expected: 3, setAside: 3, refused: 0 });
    expect(await countAudit('run.set-aside')).toBe(3);
    expect((await auditTypes()).at(-1)).toBe('organisation.bulk-ended');
    expect((await countAttention(fixture.app, omar)).count).toBe(2);
    expect(elsewhere).not.toBe(slug);
  });
});
