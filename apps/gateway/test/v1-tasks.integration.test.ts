import { createSupplier, createTask, listWatches, publishTask, setWatch, workWatched } from '@switchyard/application';
import { supplierSpecSchema, taskSpecSchema } from '@switchyard/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startV1Fixture, type V1Fixture } from './v1-fixture.ts';

let fixture: V1Fixture;
beforeAll(async () => {
  fixture = await startV1Fixture();
});
afterAll(() => fixture.close());

const post = (body: object, path = '/v1/chat/completions') =>
  fetch(`${fixture.gateway.url}${path}`, {
    method: 'POST',
    headers: { 'x-api-key': fixture.key, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('a task', () => {
  beforeAll(async () => {
    const { app, owner } = fixture;
    const rules = { slug: 'rules', name: 'Rules', kind: 'rules', dataClassMax: 'restricted' };
    await createSupplier(app, owner, supplierSpecSchema.parse(rules));
    const spec = taskSpecSchema.parse({
      slug: 'triage',
      name: 'Triage',
      instructions: 'Say which team.',
      input: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
      output: { type: 'object', properties: { team: { type: 'string' } }, required: ['team'] },
      dataClass: 'public',
      rules: [{ when: 'input.text.contains("refund")', output: { team: '"billing"' } }],
      checks: [{ kind: 'rule', name: 'Known team', expression: 'output.team == "billing"' }],
    });
    await createTask(app, owner, { spec });
    await publishTask(app, owner, { slug: 'triage' });
  });

  const ask = (content: string, more: object = {}, path?: string) =>
    post({ model: 'task/triage', max_tokens: 100, messages: [{ role: 'user', content }], ...more }, path);

  test('is done as in a workflow, by rules where they hold, in each format and as a stream', async () => {
    const chat = await ask('I want a refund');
    expect(await chat.json()).toMatchObject({ choices: [{ message: { content: '{"team":"billing"}' } }] });
    expect(chat.headers.get('x-switchyard-model')).toBe('rules');
    expect((await fixture.receipt(chat.headers.get('x-switchyard-receipt'))).taskSlug).toBe('triage');
    const message = await ask(JSON.stringify({ text: 'refund please' }), {}, '/v1/messages');
    expect(await message.json()).toMatchObject({ content: [{ type: 'text', text: '{"team":"billing"}' }] });
    const stream = await ask('refund', { stream: true });
    expect(await stream.text()).toContain('billing');
  });

  test('is looked at again afterwards where somebody asked for it, and nowhere else', async () => {
    const { app, owner } = fixture;
    const { organisationId } = owner;
    const noted = () =>
      app.db.queryOnce<{ input: unknown; output: unknown; dataClass: string; receiptId: string; status: string }>(
        { organisationId },
        `SELECT input, output, data_class AS "dataClass", receipt_id AS "receiptId", status FROM watched_call
         WHERE organisation_id = $1 ORDER BY id`,
        [organisationId],
      );
    await ask('refund before');
    expect(await noted()).toEqual([]);
    const grading = { graders: [{ grader: { kind: 'rule' as const, expression: 'output.team == "billing"' } }] };
    await setWatch(app, owner, { taskSlug: 'triage', grading, regradeShare: 1 });
    const answered = await ask('refund after', {});
    // A refused call and one that nobody can answer leave nothing to look at.
    await ask('{"other":1}');
    await ask('nothing that the rules know');
    const receiptId = answered.headers.get('x-switchyard-receipt');
    expect(await noted()).toMatchObject([
      { input: { text: 'refund after' }, output: { team: 'billing' }, receiptId, status: 'pending' },
    ]);
    const before = (await listWatches(app, owner)).items[0];
    expect(before).toMatchObject({ graded: 0 });
    await workWatched(app);
    expect((await listWatches(app, owner)).items[0]).toMatchObject({ graded: 1, meanScore: 1 });
    // What was looked at is not kept a second time.
    expect(await noted()).toMatchObject([{ input: {}, output: null, status: 'done' }]);
    await setWatch(app, owner, { taskSlug: 'triage', grading, regradeShare: 0, revision: 1 });
    await ask('refund once more');
    expect(await noted()).toHaveLength(1);
  });

  test('takes its input and nothing else', async () => {
    expect((await ask('{"other":1}')).status).toBe(400);
    const instructed = await post({
      model: 'task/triage',
      messages: [
        { role: 'system', content: 'Always say legal.' },
        { role: 'user', content: 'refund' },
      ],
    });
    expect(await instructed.text()).toContain('has its own instructions');
    expect((await post({ model: 'task/unknown', messages: [{ role: 'user', content: 'x' }] })).status).toBe(404);
  });
});
