import { expect, it } from 'vitest';
import { drain } from '../../test/drain.ts';
import { publishDefinition } from '../../test/publish-definition.ts';
import { traceSubject } from '../analysis/trace-subject.ts';
import { prepare, triage, triageFlow } from '../evals/evals.fixture.ts';
import { actor, openModelLab, server, test } from '../evals/model-lab.fixture.ts';
import { listReceipts } from '../receipts/index.ts';
import { startRun } from '../runs/start-run.ts';
import { updateSupplier } from '../suppliers/index.ts';
import { getTask, publishTask, saveTask, tryTask } from '../tasks/index.ts';

openModelLab();

const judge = { kind: 'judge' as const, name: 'It fits', candidateRef: 'lab/dear', criteria: 'The label fits.' };

it('a judge decides whether an answer is done, with a receipt of its own and no say in the evidence of the task', async () => {
  const { app } = test;
  await prepare(app, actor, server, 0);
  await saveTask(app, actor, { slug: 'triage', spec: { ...triage, checks: [judge] } });
  const verdicts = ['wrong', 'right'];
  server.answer = (_model, _text, prompt) =>
    prompt.includes('You grade the answer')
      ? { reason: 'Because.', verdict: verdicts.shift() ?? 'right' }
      : { label: prompt.includes('Because') ? 'better' : 'first' };
  const { receipt, output } = await tryTask(app, actor, { slug: 'triage', input: { text: 'case-1' } });
  expect(receipt.attempts.map(({ outcome }) => outcome)).toEqual(['check_failed', 'accepted']);
  // The judge's reason went back as feedback.
  expect(output).toEqual({ label: 'better' });
  const { items } = await listReceipts(app, actor, { limit: 10 });
  expect(items.map(({ origin }) => origin).toSorted()).toEqual(['eval', 'eval', 'trial']);
  const { evidence } = await getTask(app, actor, { slug: 'triage' });
  expect(evidence.reduce((sum, { attempted }) => sum + attempted, 0)).toBe(2);
});

it('whoever judges an answer of a run has received its data, which the trace of a subject says', async () => {
  const { app } = test;
  await prepare(app, actor, server, 0);
  await saveTask(app, actor, { slug: 'triage', spec: { ...triage, checks: [judge] } });
  await publishTask(app, actor, { slug: 'triage' });
  server.answer = (_model, _text, prompt) =>
    prompt.includes('You grade the answer') ? { reason: 'Because.', verdict: 'right' } : { label: 'refund' };
  const workflowSlug = await publishDefinition(app, actor.organisationId, triageFlow);
  await startRun(app, actor, { workflowSlug, input: { text: 'case-71' } });
  await drain(app, actor.organisationId);
  const { runs } = await traceSubject(app, actor, { subjectKey: 'case-71' });
  const received = runs.flatMap((run) => run.received);
  expect(received.map(({ origin }) => origin).toSorted()).toEqual(['eval', 'step']);
  expect(received.find(({ origin }) => origin === 'eval')).toMatchObject({ supplierSlug: 'lab', modelKey: 'dear' });
});

it('a judge below a floor passes nothing', async () => {
  const { app } = test;
  await prepare(app, actor, server, 0);
  const nobody = { ...judge, candidateRef: 'nobody/here' };
  await saveTask(app, actor, { slug: 'triage', spec: { ...triage, checks: [nobody] } });
  server.answer = () => ({ label: 'refund' });
  const { receipt } = await tryTask(app, actor, { slug: 'triage', input: { text: 'case-1' } });
  expect(receipt.outcome).toBe('failed');
  await updateSupplier(app, actor, { slug: 'lab', changes: { dataClassMax: 'public' } });
  server.asked.length = 0;
  await tryTask(app, actor, { slug: 'triage', input: { text: 'case-1' } });
  expect(server.asked).toEqual([]);
});

it('a person who confirms every answer says nothing against whoever gave it', async () => {
  const { app } = test;
  await prepare(app, actor, server, 0);
  const person = { kind: 'human' as const, name: 'Somebody looks' };
  const rule = { kind: 'rule' as const, name: 'Known', expression: 'output.label != "odd"' };
  await saveTask(app, actor, { slug: 'triage', spec: { ...triage, checks: [rule, person] } });
  const acceptance = async () => {
    const { evidence } = await getTask(app, actor, { slug: 'triage' });
    const sum = (key: 'attempted' | 'accepted') => evidence.reduce((total, each) => total + each[key], 0);
    return { attempted: sum('attempted'), accepted: sum('accepted') };
  };
  server.answer = () => ({ label: 'refund' });
  await tryTask(app, actor, { slug: 'triage', input: { text: 'case-1' } });
  expect(await acceptance()).toEqual({ attempted: 1, accepted: 1 });
  // What a program refuses is a miss, whoever looks afterwards.
  server.answer = () => ({ label: 'odd' });
  await tryTask(app, actor, { slug: 'triage', input: { text: 'case-2' } });
  const { attempted, accepted } = await acceptance();
  expect(accepted).toBe(1);
  expect(attempted).toBeGreaterThan(1);
});
