import { describe, expect, test } from 'vitest';
import { drain } from '../../test/drain.ts';
import { countAttention, groupAttention, listAttention } from './list-attention.ts';
import {
  answerWith,
  begin,
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
import { setAsideRun } from './set-aside-run.ts';
import { noteWorker } from './worker-seen.ts';

operateRuns();

describe('what needs somebody', () => {
  const broken = async (count: number, onFailure: 'hold' | 'fail') => {
    const slug = await publish(chain(start, call('post'), done), onFailure);
    answerWith(...Array.from({ length: count }, () => 400));
    for (let index = 0; index < count; index += 1) await begin(slug);
    await drain(fixture.app, organisationId);
    return slug;
  };

  test('is listed page by page, grouped by what went wrong, and gone when it is dealt with', async () => {
    await broken(3, 'hold');
    await broken(2, 'fail');
    await pauseRun(fixture.app, omar, { runId: await begin(await publish(chain(start, wait, done))) });
    expect(await countAttention(fixture.app, omar)).toEqual({ count: 6, isMore: false });
    const { groups, total } = await groupAttention(fixture.app, omar, {});
    expect(total).toBe(6);
    expect(groups.map(({ kind, nodeId, count }) => [kind, nodeId, count])).toEqual([
      ['held', 'post', 3],
      ['failed', 'post', 2],
      ['paused', null, 1],
    ]);
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await listAttention(fixture.app, omar, { limit: 4, ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map(({ id }) => id));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(new Set(seen).size).toBe(6);
    expect(seen).toEqual(seen.toSorted().toReversed());
    const [failed] = (await listAttention(fixture.app, omar, { kind: 'failed' })).items;
    if (failed) await setAsideRun(fixture.app, omar, { runId: failed.runId, reason: 'a test order' });
    expect((await countAttention(fixture.app, omar)).count).toBe(5);
    if (failed)
      await expect(setAsideRun(fixture.app, omar, { runId: failed.runId, reason: 'x' })).rejects.toThrow('already');
  });
});

describe('a step that no worker takes', () => {
  test('says that none is there, or that it waits for a free one', async () => {
    const runId = await begin(await publish(chain(start, call('post'), done)));
    const { app } = fixture;
    await app.db.transaction('system', (tx) => tx.execute('DELETE FROM worker_seen', []));
    await app.db.transaction({ organisationId }, (tx) =>
      tx.execute(`UPDATE step SET available_at = now() - interval '1 minute' WHERE run_id = $1`, [runId]),
    );
    expect((await look(runId)).wait).toMatchObject({
      action: 'start_worker',
      reason: expect.stringContaining('no worker has'),
    });
    await noteWorker(app, 'worker');
    expect((await look(runId)).wait).toMatchObject({ action: null, reason: expect.stringContaining('a free worker') });
  });
});
