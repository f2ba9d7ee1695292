import type { UserActor } from '@switchyard/domain';
import { beforeEach, expect, it } from 'vitest';
import { createOrganisation, createPerson } from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { publishDefinition } from '../../test/publish-definition.ts';
import { prepare, triage, triageFlow } from '../evals/evals.fixture.ts';
import { app, openModelLab, server } from '../evals/model-lab.fixture.ts';
import { getPolicy, publishPolicy, savePolicyDraft } from '../policies/index.ts';
import { getReceipt, getSpend, listReceipts } from '../receipts/index.ts';
import { getRun } from '../runs/get-run.ts';
import { startRun } from '../runs/start-run.ts';
import { updateSupplier } from '../suppliers/index.ts';
import { getTask, publishTask, saveTask } from '../tasks/index.ts';

openModelLab();
beforeEach(() => {
  server.answer = () => ({ label: 'refund' });
});

const checked = {
  ...triage,
  checks: [{ kind: 'rule' as const, name: 'Known', expression: "output.label != 'wrong'" }],
};

/** An organisation that does the task in a workflow, with the cache switched on. */
const prepareTenant = async (): Promise<{ actor: UserActor; slug: string }> => {
  const actor = await createPerson(app, await createOrganisation(app));
  await prepare(app, actor, server, 0);
  await saveTask(app, actor, { slug: 'triage', spec: checked });
  await publishTask(app, actor, { slug: 'triage' });
  const slug = await publishDefinition(app, actor.organisationId, triageFlow);
  const scope = { workflowId: null, taskId: null };
  const { base } = await getPolicy(app, actor, scope);
  const rules = { ...base, cache: { lifetimeS: 3600, allowsVaried: false } };
  const { revision } = await savePolicyDraft(app, actor, { scope, rules, revision: 0 });
  await publishPolicy(app, actor, { scope, revision, note: 'Cache' });
  return { actor, slug };
};

const run = async ({ actor, slug }: { actor: UserActor; slug: string }, text: string) => {
  const { runId } = await startRun(app, actor, { workflowSlug: slug, input: { text } });
  await drain(app, actor.organisationId);
  return getRun(app, actor, { runId });
};

it('a step is answered from before: nobody is asked, nothing is spent, and its receipt and its run say so', async () => {
  const tenant = await prepareTenant();
  const { actor } = tenant;
  await run(tenant, 'case-1');
  expect(server.asked).toHaveLength(1);
  const before = await getTask(app, actor, { slug: 'triage' });
  const again = await run(tenant, 'case-1');
  expect(again.status).toBe('completed');
  expect(server.asked).toHaveLength(1);
  await run(tenant, 'case-2');
  expect(server.asked).toHaveLength(2);
  const { items } = await listReceipts(app, actor, { limit: 10 });
  const hit = items.find(({ isCacheHit }) => isCacheHit);
  expect(items.map(({ isCacheHit }) => isCacheHit)).toEqual([false, true, false]);
  expect(hit).toMatchObject({ origin: 'step', costMicroUsd: 0, attempts: 0, supplierSlug: 'lab' });
  const { receipt } = await getReceipt(app, actor, {
    receiptId: hit?.id as Parameters<typeof getReceipt>[2]['receiptId'],
  });
  expect(receipt.cache).toMatchObject({ originalReceiptId: items[2]?.id, savedMicroUsd: items[2]?.costMicroUsd });
  const { real } = await getSpend(app, actor);
  expect(real.cacheHits).toBe(1);
  expect(real.savedMicroUsd).toBe(items[2]?.costMicroUsd);
  const after = await getTask(app, actor, { slug: 'triage' });
  const attemptedIn = ({ evidence }: typeof after) => evidence.reduce((sum, { attempted }) => sum + attempted, 0);
  // Case 2 was asked; the hit says nothing about anybody.
  expect(attemptedIn(after)).toBe(attemptedIn(before) + 1);
});

it('two organisations with the same prompt never share an answer', async () => {
  const [one, other] = [await prepareTenant(), await prepareTenant()];
  await run(one, 'case-1');
  server.answer = () => ({ label: 'delivery' });
  await run(other, 'case-1');
  expect(server.asked).toHaveLength(2);
  const outputs = await app.db.queryOnce<{ output: unknown }>(
    { organisationId: other.actor.organisationId },
    `SELECT output FROM step WHERE organisation_id = $1 AND node_id = 'read'`,
    [other.actor.organisationId],
  );
  expect(outputs).toEqual([{ output: { label: 'delivery' } }]);
});

it('a new version of a task clears its answers; none is given for a supplier that may no longer have the data', async () => {
  const tenant = await prepareTenant();
  const { actor } = tenant;
  await run(tenant, 'case-1');
  await saveTask(app, actor, { slug: 'triage', spec: { ...checked, instructions: 'Say it in one word.' } });
  await publishTask(app, actor, { slug: 'triage' });
  const left = await app.db.queryOnce('system', 'SELECT 1 FROM cached_answer WHERE organisation_id = $1', [
    actor.organisationId,
  ]);
  expect(left).toEqual([]);
  const tries = server.asked.length;
  await updateSupplier(app, actor, { slug: 'lab', changes: { dataClassMax: 'public' } });
  const refused = await run(tenant, 'case-1');
  expect(refused.status).not.toBe('completed');
  expect(server.asked).toHaveLength(tries);
});
