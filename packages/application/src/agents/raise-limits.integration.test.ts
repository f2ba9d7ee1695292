import { type AgentLimits, isDomainError, type RunId, type UserActor } from '@switchyard/domain';
import { beforeEach, describe, expect, test } from 'vitest';
import { createPerson } from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { listAuditEvents } from '../audit/list-audit-events.ts';
import { createBudget } from '../budgets/set-budget.ts';
import { retryStep } from '../runs/retry-step.ts';
import { digests, fixture, model, openAgentLab, organisationId, petra, server } from './agent-lab.fixture.ts';
import { readAgent, shopTool, startAgent } from './agents.fixture.ts';
import { getAgentLimits } from './get-agent-limits.ts';

let omar: UserActor;

openAgentLab();
beforeEach(async () => {
  omar = await createPerson(fixture.app, organisationId, { name: 'Omar', roles: ['operator'] });
});

const ask = { name: 'shop__order_status', arguments: { order: 'A-7' } };

/** Asks for so many calls in each turn, and answers in turn `last`. */
const answersInTurn = (last: number, callsPerTurn = 1) =>
  Object.assign(model, {
    reply: (turn: number) =>
      turn < last ? { calls: Array.from({ length: callsPerTurn }, () => ask) } : { answer: { done: 'yes' } },
  });

const roomy: AgentLimits = { turnsMax: 12, callsMax: 24, timeMsMax: 600_000 };

const stopAt = async (limits: AgentLimits) => {
  const tools = [shopTool(digests, 'order_status')];
  const { runId } = await startAgent(fixture.app, petra, { tools, limits }, 'hold');
  return runId;
};
const look = async (runId: RunId) => {
  const found = await readAgent(fixture.app, petra, runId);
  const limits = await getAgentLimits(fixture.app, petra, { runId, stepId: found.step.id });
  return { ...found, limits };
};
type Raise = Pick<Parameters<typeof retryStep>[2], 'limits' | 'reason'>;
const retry = async (runId: RunId, raise: Raise, actor = omar) => {
  const { step } = await readAgent(fixture.app, petra, runId);
  await retryStep(fixture.app, actor, { runId, stepId: step.id, ...raise });
  await drain(fixture.app, petra.organisationId);
};
const refusal = (retried: Promise<unknown>) =>
  retried.then(
    () => null,
    (thrown: unknown) => (isDomainError(thrown) ? { code: thrown.code, message: thrown.message } : thrown),
  );

describe('an agent step that stopped at a limit', () => {
  test('goes on from its recorded turns when the limit is raised: nothing is paid for or called twice', async () => {
    answersInTurn(5);
    const runId = await stopAt({ ...roomy, turnsMax: 3 });
    const stopped = await look(runId);
    expect(stopped.limits).toMatchObject({ reached: 'turns', used: { turns: 3, calls: 2 }, raises: [] });
    const callsBefore = server.calls.length;
    await retry(runId, { limits: { turnsMax: 6 }, reason: 'a long case' });
    const { run, turns, calls, limits } = await look(runId);
    expect(run).toMatchObject({ status: 'completed', output: { answer: 'yes' } });
    // Three turns before, two after; none was asked again, and no call was made again.
    expect(model.asked).toHaveLength(5);
    expect(new Set(turns.map(({ receiptId }) => receiptId)).size).toBe(5);
    expect(turns.slice(0, 3)).toEqual(stopped.turns);
    expect(new Set(server.calls.map(({ key }) => key)).size).toBe(server.calls.length);
    expect(server.calls).toHaveLength(callsBefore + 1);
    expect(run.costMicroUsd).toBe(5 * 110);
    expect(calls.filter(({ status }) => status === 'done')).toHaveLength(3);
    expect(limits).toMatchObject({
      limits: { turnsMax: 6, callsMax: 24 },
      published: { turnsMax: 3 },
      reached: null,
      raises: [{ by: 'Omar', reason: 'a long case', limits: { turnsMax: 6 } }],
    });
  });

  test('tells the model that calls are possible again, where it had been told that none was left', async () => {
    answersInTurn(4);
    const runId = await stopAt({ ...roomy, turnsMax: 2 });
    expect((await look(runId)).calls.map(({ status }) => status)).toEqual(['done', 'refused']);
    await retry(runId, { limits: { turnsMax: 5 } });
    const told = JSON.stringify(model.asked[2]?.messages);
    expect(told).toContain('call it again if you need it');
    expect(told).not.toContain('No tool may be called any more');
    expect(model.asked[2]?.choice).toBe('auto');
    expect((await look(runId)).run.status).toBe('completed');
  });

  test('makes exactly the calls that had not been made when there are to be more of them', async () => {
    answersInTurn(2, 4);
    const runId = await stopAt({ ...roomy, callsMax: 2 });
    expect((await look(runId)).limits).toMatchObject({ reached: 'calls', used: { calls: 4 } });
    expect(server.calls).toHaveLength(0);
    await retry(runId, { limits: { callsMax: 4 } });
    expect((await look(runId)).run.status).toBe('completed');
    expect(server.calls).toHaveLength(4);
    expect(new Set(server.calls.map(({ key }) => key)).size).toBe(4);
  });

  test('may cost more when that is raised, as far as the budgets go', async () => {
    answersInTurn(6);
    const runId = await stopAt({ ...roomy, costMicroUsdMax: 900 });
    const stopped = await look(runId);
    expect(stopped.limits.reached).toBe('cost');
    const spent = stopped.run.costMicroUsd;
    // Less than another turn may cost; what was spent before it was set does not count.
    await createBudget(fixture.app, petra, {
      spec: { name: 'Small', scope: 'organisation', period: 'month', capMicroUsd: 100 },
    });
    await retry(runId, { limits: { costMicroUsdMax: 900_000 } });
    const waiting = await look(runId);
    expect(waiting.step).toMatchObject({ status: 'waiting' });
    expect(waiting.step.waitingReason).toContain('waits for money');
    expect(waiting.turns.length).toBeLessThanOrEqual(stopped.turns.length + 1);
    expect(waiting.run.costMicroUsd).toBe(spent);
  });

  test('is told at once what has to be raised, and nothing is written', async () => {
    answersInTurn(9);
    const runId = await stopAt({ ...roomy, turnsMax: 2 });
    expect(await refusal(retry(runId, {}))).toMatchObject({
      code: 'not_permitted_now',
      message: expect.stringContaining('limits.turnsMax'),
    });
    expect(await refusal(retry(runId, { limits: { callsMax: 99 } }))).toMatchObject({ code: 'not_permitted_now' });
    expect(await refusal(retry(runId, { limits: { turnsMax: 2 } }))).toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('may have 2 turns already'),
    });
    expect(await refusal(retry(runId, { limits: { turnsMax: 3, costMicroUsdMax: 5 } }))).toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('no limit of cost'),
    });
    expect(await refusal(retry(runId, { limits: { turnsMax: 201 } }))).not.toBeNull();
    const { limits, step } = await look(runId);
    expect(limits.raises).toEqual([]);
    expect(step.status).toBe('failed');
  });

  test('is raised by those who may operate runs, by one of two at once, and the record says what was raised', async () => {
    answersInTurn(4);
    const runId = await stopAt({ ...roomy, turnsMax: 2 });
    const vera = await createPerson(fixture.app, petra.organisationId, { name: 'Vera', roles: ['viewer'] });
    expect(await refusal(retry(runId, { limits: { turnsMax: 9 } }, vera))).toMatchObject({ code: 'forbidden' });
    const raises = [8, 9].map((turnsMax) => refusal(retry(runId, { limits: { turnsMax } })));
    const outcomes = await Promise.all(raises);
    expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(1);
    const { run, limits } = await look(runId);
    expect(run.status).toBe('completed');
    expect(limits.raises).toHaveLength(1);
    const { items } = await listAuditEvents(fixture.app, petra, { runId, type: 'step.retried' });
    expect(items).toHaveLength(1);
    expect(items[0]?.sentence).toMatch(/allowing up to [89] turns instead of 2 turns/);
  });

  test('may be raised again when it stops once more', async () => {
    answersInTurn(5);
    const runId = await stopAt({ ...roomy, turnsMax: 2 });
    await retry(runId, { limits: { turnsMax: 3 } });
    expect((await look(runId)).limits).toMatchObject({ reached: 'turns', used: { turns: 3 } });
    await retry(runId, { limits: { turnsMax: 5 } });
    const { run, limits } = await look(runId);
    expect(run.status).toBe('completed');
    expect(limits.raises.map((raise) => raise.limits.turnsMax)).toEqual([5, 3]);
    expect(model.asked).toHaveLength(5);
  });
});
