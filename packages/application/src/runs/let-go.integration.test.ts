import { expect, test } from 'vitest';
import { controlFlowWorld, end, set, start } from './control-flow.fixture.ts';
import { sendMessage } from './send-message.ts';

const world = controlFlowWorld();

const count = async (text: string): Promise<number> => {
  const rows = await world.app().db.queryOnce<{ n: number }>({ organisationId: world.organisationId() }, text, []);
  return rows[0]?.n ?? 0;
};
const turns = () => count('SELECT count(*)::int AS n FROM region_turn');
const clocks = () => count('SELECT count(*)::int AS n FROM timer WHERE fired_at IS NULL');
const waits = () => count('SELECT count(*)::int AS n FROM message_wait');

const critical = { id: 'one', kind: 'region' as const, config: { key: '"customer 7"' } };

test.each([
  ['a step inside', world.http('work', '"refused"')],
  ['its own key for what comes next', set('work', 'input.missing')],
])('a critical section that fails by %s lets the next one in', async (_name, work) => {
  world.refuse((body) => body.includes('refused'));
  const inside = 'url' in work.config ? { ...work, config: { ...work.config, url: workUrl() } } : work;
  const slug = await world.publish(
    [start, critical, inside, end()],
    [
      ['start', 'one'],
      ['one', 'work', 'body'],
      ['work', 'one'],
      ['one', 'end'],
    ],
  );
  const first = await world.look(await world.startAndSettle(slug));
  expect(first.status).toBe('failed');
  expect(await turns()).toBe(0);
  // Had it kept its turn, this one would wait for ever.
  expect((await world.look(await world.startAndSettle(slug))).status).toBe('failed');
});

const workUrl = (): string => world.http('any', '').config.url;

test('a step that is done leaves no clock and no wait for a message behind', async () => {
  const runId = await world.begin(
    [
      start,
      {
        id: 'reply',
        kind: 'receive',
        config: { message: 'reply' },
        boundary: [
          { id: 'late', on: 'timer', after: 'P30D' },
          { id: 'withdrawn', on: 'message', message: 'withdrawn' },
        ],
      },
      // Over within the transition that opens it.
      {
        id: 'none',
        kind: 'forEach',
        config: { items: '[]' },
        boundary: [{ id: 'lateList', on: 'timer', after: 'P30D' }],
      },
      set('inside', '1'),
      end(),
    ],
    [
      ['start', 'reply'],
      ['reply', 'none'],
      ['reply', 'end', 'late'],
      ['reply', 'end', 'withdrawn'],
      ['none', 'inside', 'body'],
      ['inside', 'none'],
      ['none', 'end'],
      ['none', 'end', 'lateList'],
    ],
  );
  expect([await clocks(), await waits()]).toEqual([1, 2]);
  await sendMessage(world.app(), world.ana(), { name: 'reply', key: runId });
  await world.settle();
  expect((await world.look(runId)).status).toBe('completed');
  expect([await clocks(), await waits()]).toEqual([0, 0]);
});

test('a critical section within one of the same key, in the run inside it too, does not wait for itself', async () => {
  const again = { ...critical, id: 'again' };
  const inner = await world.publish(
    [start, again, set('deep', '1'), end()],
    [
      ['start', 'again'],
      ['again', 'deep', 'body'],
      ['deep', 'again'],
      ['again', 'end'],
    ],
  );
  const runId = await world.begin(
    [
      start,
      critical,
      again,
      { id: 'child', kind: 'subworkflow', config: { workflow: inner } },
      // Behind it, and not in it: this one asks for a turn of its own.
      { ...critical, id: 'after' },
      set('last', '1'),
      end(),
    ],
    [
      ['start', 'one'],
      ['one', 'again', 'body'],
      ['again', 'child', 'body'],
      ['child', 'again'],
      ['again', 'one'],
      ['one', 'after'],
      ['after', 'last', 'body'],
      ['last', 'after'],
      ['after', 'end'],
    ],
  );
  expect((await world.look(runId)).status).toBe('completed');
  expect(await turns()).toBe(0);
});
