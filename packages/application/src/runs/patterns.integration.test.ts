import type { JsonObject, OrganisationId, UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOrganisation, createPerson, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { type Act, readPatterns, type Scenario, slugOf } from '../../test/patterns/pattern.ts';
import { publishDefinition } from '../../test/publish-definition.ts';
import { cancelRun } from './cancel-run.ts';
import { addItems, closeItems } from './change-items.ts';
import { getRun } from './get-run.ts';
import { sendMessage } from './send-message.ts';
import { startRun } from './start-run.ts';

/*
 * Every pattern of docs/patterns.md on the real engine: PostgreSQL, messages, timers, turns, runs inside runs. The order of what
 * happens at once is the pure engine's business; here the steps must be the same ones.
 */

let test_: TestApp;
beforeAll(async () => {
  test_ = await createTestApp({ poolSize: 10 });
});
afterAll(() => test_.close());

interface Stage {
  readonly organisationId: OrganisationId;
  readonly ana: UserActor;
  readonly runId: string;
}

const settle = ({ organisationId }: Pick<Stage, 'organisationId'>) => drain(test_.app, organisationId);
const look = ({ ana, runId }: Stage) => getRun(test_.app, ana, { runId });

const waitingKinds = new Set(['receive', 'wait', 'condition']);

const listWaiting = async (stage: Stage): Promise<string[]> =>
  (await look(stage)).steps
    .filter(({ kind, status }) => waitingKinds.has(kind) && status === 'waiting')
    .map(({ nodeId }) => nodeId)
    .toSorted();

const perform = async (stage: Stage, act: Act): Promise<void> => {
  const { ana, runId } = stage;
  const { app } = test_;
  const stepAt = async (nodeId: string): Promise<{ runId: string; stepId: string }> => {
    const step = (await look(stage)).steps.find((each) => each.nodeId === nodeId && each.status === 'waiting');
    if (!step) throw new Error(`Nothing is under way at ${nodeId}.`);
    return { runId, stepId: step.id };
  };
  if ('waiting' in act) expect(await listWaiting(stage)).toEqual(act.waiting);
  if ('message' in act)
    await sendMessage(app, ana, { name: act.message, key: act.key ?? runId, to: act.to, isKept: act.isKept });
  if ('elapse' in act) test_.advance(act.elapse);
  if ('addTo' in act) await addItems(app, ana, { ...(await stepAt(act.addTo)), items: act.items });
  if ('closeList' in act) await closeItems(app, ana, await stepAt(act.closeList));
  if ('cancel' in act) await cancelRun(app, ana, { runId });
  await settle(stage);
};

const begin = async (pattern: ReturnType<typeof readPatterns>[number], input: JsonObject): Promise<Stage> => {
  const { app } = test_;
  const organisationId = await createOrganisation(app);
  const ana = await createPerson(app, organisationId, { roles: ['process_owner'] });
  for (const [slug, definition] of Object.entries({ ...pattern.others, [slugOf(pattern)]: pattern.definition }))
    await publishDefinition(app, organisationId, definition, slug);
  const { runId } = await startRun(app, ana, { workflowSlug: slugOf(pattern), input });
  await settle({ organisationId });
  return { organisationId, ana, runId };
};

const scenarios = readPatterns().flatMap((pattern) =>
  pattern.scenarios.map((scenario): [string, typeof pattern, Scenario] => [
    `${slugOf(pattern)} ${pattern.name}: ${scenario.says}`,
    pattern,
    scenario,
  ]),
);

test.each(scenarios)('%s', async (_name, pattern, { input, acts, trace, withdrawn, status }) => {
  const stage = await begin(pattern, input);
  for (const act of acts) await perform(stage, act);
  const run = await look(stage);
  const nodeIds = (wanted: string) => run.steps.filter((step) => step.status === wanted).map(({ nodeId }) => nodeId);
  expect(nodeIds('completed').toSorted()).toEqual(trace.toSorted());
  expect(nodeIds('cancelled').toSorted()).toEqual(withdrawn.toSorted());
  expect(run.status).toBe(status);
});
