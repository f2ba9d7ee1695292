import { taskSpecSchema } from '@switchyard/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createOrganisation,
  createPerson,
  createTestApp,
  listAuditTypes,
  type TestApp,
} from '../../test/create-test-app.ts';
import { createTask, getTask, listTasks, publishTask, removeTask, saveTask } from './index.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

const spec = taskSpecSchema.parse({
  slug: 'triage',
  name: 'Triage',
  instructions: 'Say what it is about.',
  input: { type: 'object', properties: { text: { type: 'string' } } },
  output: { type: 'object', required: ['label'], properties: { label: { type: 'string' } } },
  dataClass: 'internal',
});

const start = async () => {
  const organisationId = await createOrganisation(test.app);
  return { organisationId, actor: await createPerson(test.app, organisationId) };
};

describe('tasks', () => {
  it('publishes immutable versions known by their content, and the same content only once', async () => {
    const { actor, organisationId } = await start();
    await createTask(test.app, actor, { spec });
    const first = await publishTask(test.app, actor, { slug: 'triage' });
    expect(await publishTask(test.app, actor, { slug: 'triage' })).toEqual(first);
    await saveTask(test.app, actor, { slug: 'triage', spec: { ...spec, instructions: 'Otherwise.' } });
    expect((await getTask(test.app, actor, { slug: 'triage' })).isChanged).toBe(true);
    const second = await publishTask(test.app, actor, { slug: 'triage' });
    expect([first.number, second.number]).toEqual([1, 2]);
    expect(second.hash).not.toBe(first.hash);
    expect((await getTask(test.app, actor, { slug: 'triage' })).versions.map(({ number }) => number)).toEqual([2, 1]);
    expect(await listAuditTypes(test.app, organisationId)).toEqual([
      'task.created',
      'task.published',
      'task.updated',
      'task.published',
    ]);
  });

  it('does not publish what would fail when it runs, and names each place', async () => {
    const { actor } = await start();
    const checks = [
      { kind: 'date' as const, name: 'Date', field: 'missing' },
      { kind: 'regex' as const, name: 'Pattern', field: 'label', pattern: '(a)\\1' },
      { kind: 'rule' as const, name: 'Rule', expression: 'output.label ==' },
    ];
    await createTask(test.app, actor, { spec: { ...spec, checks } });
    const { problems } = await getTask(test.app, actor, { slug: 'triage' });
    expect(problems.map(({ path }) => path)).toEqual(['checks.0.field', 'checks.1.pattern', 'checks.2.expression']);
    await expect(publishTask(test.app, actor, { slug: 'triage' })).rejects.toMatchObject({
      code: 'invalid_definition',
    });
  });

  it('does not overwrite what somebody else saved meanwhile', async () => {
    const { actor } = await start();
    await createTask(test.app, actor, { spec });
    const { draftHash } = await getTask(test.app, actor, { slug: 'triage' });
    await saveTask(test.app, actor, { slug: 'triage', spec: { ...spec, name: 'Mine' }, baseHash: draftHash });
    const late = saveTask(test.app, actor, { slug: 'triage', spec: { ...spec, name: 'Yours' }, baseHash: draftHash });
    await expect(late).rejects.toMatchObject({ code: 'conflict' });
  });

  it('keeps tenants and roles apart', async () => {
    const { actor, organisationId } = await start();
    await createTask(test.app, actor, { spec });
    const viewer = await createPerson(test.app, organisationId, { roles: ['viewer'] });
    expect((await listTasks(test.app, viewer)).items.map(({ slug }) => slug)).toEqual(['triage']);
    await expect(saveTask(test.app, viewer, { slug: 'triage', spec })).rejects.toMatchObject({ code: 'forbidden' });
    const { actor: stranger } = await start();
    expect((await listTasks(test.app, stranger)).items).toEqual([]);
    await expect(getTask(test.app, stranger, { slug: 'triage' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('removes a task that no published process uses', async () => {
    const { actor } = await start();
    await createTask(test.app, actor, { spec });
    await removeTask(test.app, actor, { slug: 'triage' });
    expect((await listTasks(test.app, actor)).items).toEqual([]);
  });
});
