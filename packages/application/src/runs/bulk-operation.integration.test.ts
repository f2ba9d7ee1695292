import { describe, expect, test } from 'vitest';
import { createPerson } from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { defineWorkflow } from '../../test/publish-definition.ts';
import { publishNext } from '../../test/publish-next.ts';
import { listBulkOperations } from './bulk-operation.ts';
import { countAudit, dyingAt, see, workAll } from './bulk-operations.fixture.ts';
import { getRun } from './get-run.ts';
import { countAttention } from './list-attention.ts';
import {
  answerWith,
  begin,
  call,
  chain,
  done,
  fixture,
  keys,
  omar,
  operateRuns,
  organisationId,
  publish,
  set,
  start,
} from './operating-runs.fixture.ts';
import { previewBulkOperation } from './preview-bulk-operation.ts';
import { setAsideRun } from './set-aside-run.ts';
import { startBulkOperation } from './start-bulk-operation.ts';
import { stopBulkOperation } from './stop-bulk-operation.ts';
import { workBulkOperations } from './work-bulk-operations.ts';

operateRuns();

const broken = async (count: number, onFailure: 'hold' | 'fail') => {
  const slug = await publish(chain(start, call('post'), done), onFailure);
  answerWith(...Array.from({ length: count }, () => 400));
  for (let index = 0; index < count; index += 1) await begin(slug);
  await drain(fixture.app, organisationId);
  return slug;
};
const ask = (id = crypto.randomUUID() as string, filter = {}) =>
  startBulkOperation(fixture.app, omar, { kind: 'retry', id, filter, reason: 'the other side is back' });
const preview = (filter: object) => previewBulkOperation(fixture.app, omar, { kind: 'retry', filter });
describe('a bulk retry', () => {
  test('does once what its filter finds, however many ask and however many workers there are', async () => {
    await broken(3, 'hold');
    const slug = await broken(3, 'fail');
    expect(await preview({})).toMatchObject({ count: 6, isMore: false });
    expect(await preview({ workflowSlug: slug })).toMatchObject({ count: 3 });
    const id = crypto.randomUUID();
    const [one, again] = await Promise.all([ask(id), ask(id)]);
    expect(again).toMatchObject({ id: one.id, expected: 6 });
    await expect(ask(id, { kind: 'held' })).rejects.toThrow('another bulk operation');
    fixture.advance(1000);
    const other = await ask();
    await Promise.all([workAll(), workAll(), workAll()]);
    await workAll();
    const ended = [await see(one), await see(other)];
    expect(ended.map(({ status }) => status)).toEqual(['completed', 'completed']);
    expect(ended.reduce((sum, { retried }) => sum + retried, 0)).toBe(3);
    expect(ended.reduce((sum, { rerun }) => sum + rerun, 0)).toBe(3);
    await drain(fixture.app, organisationId);
    expect(keys).toHaveLength(12);
    expect((await countAttention(fixture.app, omar)).count).toBe(0);
    expect(await countAudit('step.retried')).toBe(3);
    expect(await countAudit('run.rerun')).toBe(3);
    expect(await countAudit('organisation.retry-begun')).toBe(2);
    expect(await countAudit('organisation.runs-retried')).toBe(2);
    expect((await listBulkOperations(fixture.app, omar)).items.map(({ id }) => id)).toEqual([other.id, one.id]);
  });

  test('that loses its worker anywhere goes on where it was, and counts what was done', async () => {
    await broken(6, 'fail');
    const operation = await ask();
    await expect(workBulkOperations(dyingAt(operation, 3))).rejects.toThrow('gone');
    const halfway = await see(operation);
    expect(halfway).toMatchObject({ status: 'running', rerun: 2 });
    expect(await workBulkOperations(fixture.app)).toBe(0);
    expect(await countAudit('run.rerun')).toBe(2);
    fixture.advance(31_000);
    await workAll();
    expect(await see(operation)).toMatchObject({ status: 'completed', rerun: 6, refused: 0 });
    expect(await countAudit('run.rerun')).toBe(6);
  });

  test('is stopped by a person behind the item in hand, and a worker that was slow does nothing after it', async () => {
    await broken(2, 'fail');
    const operation = await ask();
    await stopBulkOperation(fixture.app, omar, { id: operation.id });
    await workAll();
    expect(await see(operation)).toMatchObject({ status: 'cancelled', rerun: 0 });
    await expect(stopBulkOperation(fixture.app, omar, { id: operation.id })).rejects.toThrow('already ended');
    expect(await countAudit('run.rerun')).toBe(0);
  });

  test('says what it could not do and why, and goes on with the rest', async () => {
    await broken(3, 'fail');
    const operation = await ask();
    const { items } = await preview({});
    const [first] = items;
    if (!first) throw new Error('nothing is broken');
    // A run whose failed step is no longer there cannot be run again.
    await fixture.app.db.transaction({ organisationId }, (tx) =>
      tx.execute(`UPDATE step SET status = 'cancelled' WHERE run_id = $1 AND status = 'failed'`, [first.runId]),
    );
    await workAll();
    const ended = await see(operation);
    expect(ended).toMatchObject({ status: 'completed', rerun: 2, refused: 1 });
    expect(ended.refusals).toEqual([{ runId: first.runId, stepId: null, reason: expect.stringContaining('No step') }]);
    await setAsideRun(fixture.app, omar, { runId: first.runId, reason: 'nothing to do' });
  });

  test('runs what failed because its workflow was wrong again on the version that mends it, what does not fit is left out', async () => {
    const slug = await publish(chain(start, set('sum', 'vars.gone + 1.0'), done), 'fail');
    const runId = await begin(slug);
    const elsewhere = await publish(chain(start, set('total', 'vars.gone + 1.0'), done), 'fail');
    const misfit = await begin(elsewhere);
    await drain(fixture.app, organisationId);
    const mended = defineWorkflow(...chain(start, set('sum', '41.0 + 1.0'), done));
    for (const each of [slug, elsewhere]) await publishNext(fixture.app, organisationId, each, mended);
    const operation = await startBulkOperation(fixture.app, omar, {
      kind: 'retry',
      id: crypto.randomUUID(),
      filter: { kind: 'failed' },
      version: 'current',
    });
    await workAll();
    const ended = await see(operation);
    expect(ended).toMatchObject({ status: 'completed', version: 'current', rerun: 1, refused: 1 });
    expect(ended.refusals).toMatchObject([{ runId: misfit, reason: expect.stringContaining('in version 2') }]);
    const [again] = (await getRun(fixture.app, omar, { runId })).reruns;
    if (!again) throw new Error('not run again');
    expect(await getRun(fixture.app, omar, { runId: again.id })).toMatchObject({
      status: 'completed',
      versionNumber: 2,
    });
    await setAsideRun(fixture.app, omar, { runId: misfit, reason: 'nothing to do' });
  });

  test('ends with its reason when whoever asked may no longer operate runs', async () => {
    await broken(1, 'fail');
    const operation = await ask();
    await fixture.app.db.transaction({ organisationId }, (tx) =>
      tx.execute(`UPDATE app_user SET roles = '{auditor}' WHERE id = $1`, [omar.userId]),
    );
    await workAll();
    expect(await see(operation)).toMatchObject({
      status: 'failed',
      rerun: 0,
      stopReason: expect.stringContaining('Omar'),
    });
    const eva = await createPerson(fixture.app, organisationId, { roles: ['auditor'], name: 'Eva' });
    expect(() => startBulkOperation(fixture.app, eva, { kind: 'retry', id: crypto.randomUUID(), filter: {} })).toThrow(
      'Your role',
    );
  });
});
