import { contentDigest } from '@switchyard/approvals';
import { newId, type Tx } from '@switchyard/db';
import type { AskedCall, JsonValue, PastTurn, ReceiptId } from '@switchyard/domain';
import { type AgentAction, type AskedCalls, findArgumentIssues } from '@switchyard/routing';
import { appendAudit } from '../audit/append-audit.ts';
import { unpackLarge } from '../payloads/unpack-large.ts';
import { decisiveAttempt } from '../receipts/receipt-entry.ts';
import { recordReceipt } from '../receipts/record-receipts.ts';
import { type PerformedTask, performTask } from '../routing/perform-task.ts';
import { aiCompletedEvent, stepReceiptContext, taskStepResult } from '../runs/execute-task-step.ts';
import { type StepResult, workerActor } from '../runs/finish-step.ts';
import { recordStepSources } from '../sources/read-source-for-step.ts';
import type { AgentJob } from './agent-job.ts';
import { type CallRecord, type TurnRecord, writeHeld } from './agent-record.ts';
import type { StepTool } from './step-tools.ts';

type Ask = Extract<AgentAction, { kind: 'ask' }>;

/** What of a result a model is told; the whole is kept. */
const resultCharsMax = 20_000;
const argumentCharsMax = 60_000;
const nameCharsMax = 200;

const cut = (text: string): string =>
  text.length <= resultCharsMax
    ? text
    : `${text.slice(0, resultCharsMax)}\n[${text.length - resultCharsMax} more characters are not shown]`;

/** The words of a kept result: texts of an MCP answer as they are, everything else as JSON. */
const wordsOf = (result: JsonValue): string => {
  const { text } = typeof result === 'object' && result !== null && !Array.isArray(result) ? result : {};
  return typeof text === 'string' ? text : JSON.stringify(result);
};

const noCallsLeft = 'No tool may be called any more. Give the answer.';

/** What a model read when nothing was left would keep it from calling once there is more again. */
const sayReason = ({ reason }: CallRecord, { offersTools }: Ask): string =>
  reason === noCallsLeft && offersTools
    ? 'It was not made: no call was left at that moment. Now there is; call it again if you need it.'
    : (reason ?? 'It came to nothing.');

const tellCall = async (job: AgentJob, ask: Ask, call: CallRecord): Promise<PastTurn['calls'][number]> => {
  const { app, step } = job;
  const told = { id: call.askedId, tool: call.name, arguments: call.arguments };
  if (call.status !== 'done') return { ...told, result: sayReason(call, ask), isError: true };
  const result = await unpackLarge(app, step.organisationId, call.result);
  return { ...told, result: cut(wordsOf(result)), isError: false };
};

const tellTurns = (job: AgentJob, ask: Ask, turns: readonly TurnRecord[]): Promise<PastTurn[]> =>
  Promise.all(
    turns
      .filter(({ status, calls }) => status === 'answered' && calls.length > 0)
      .map(async ({ text, calls }) => ({
        text,
        calls: await Promise.all(calls.map((call) => tellCall(job, ask, call))),
      })),
  );

/** What a model wrote, as it can be kept: a character that cannot be stored must not cost the turn its receipt. */
const toStorable = (text: string, charsMax: number): string =>
  text.slice(0, charsMax).replaceAll('\0', '\uFFFD').toWellFormed();

/** Why a call is not made, in words for the model, or null. */
const refusalOf = (call: AskedCall, tool: StepTool | undefined, { offersTools }: Ask): string | null => {
  if (!offersTools) return noCallsLeft;
  if (!tool) return `“${toStorable(call.tool, nameCharsMax)}” is not among the tools of this step.`;
  if (JSON.stringify(call.arguments).length > argumentCharsMax) return 'The arguments are too large.';
  const issues = findArgumentIssues(tool.parameters, call.arguments);
  return issues.length === 0 ? null : `The arguments do not fit the tool: ${issues.join('; ')}.`;
};

/** Notes that a model is about to be asked, so that a run's page and a later worker know. */
const beginTurn = (job: AgentJob, { turn }: Ask): Promise<void> =>
  writeHeld(job.app, job.step, async (tx) => {
    tx.send(
      `INSERT INTO agent_turn (step_id, ordinal, organisation_id, run_id, status, withheld, asked_at)
       VALUES ($1, $2, $3, $4, 'asked', $5, $6)
       ON CONFLICT (step_id, ordinal) DO UPDATE SET withheld = EXCLUDED.withheld`,
      [job.step.id, turn, job.step.organisationId, job.step.runId, JSON.stringify(job.tools.withheld), job.app.now()],
    );
  });

type Performed = PerformedTask & { readonly receiptId: ReceiptId };

/** What a turn cost and who answered; a turn that nobody answered stays asked, and what it cost counts all the same. */
const endTurn = (tx: Tx, job: AgentJob, { turn }: Ask, performed: Performed, text: string): void => {
  const { receipt, receiptId } = performed;
  tx.send(
    `UPDATE agent_turn SET status = CASE WHEN $3 THEN 'answered' ELSE status END, receipt_id = $4, answered_by = $5, text = $6,
       cost_micro_usd = cost_micro_usd + $7, duration_ms = duration_ms + $8, answered_at = CASE WHEN $3 THEN $9::timestamptz END
     WHERE step_id = $1 AND ordinal = $2`,
    [
      job.step.id,
      turn,
      receipt.outcome !== 'failed',
      receiptId,
      receipt.outcome === 'accepted' ? (decisiveAttempt(receipt)?.candidateRef ?? null) : null,
      text,
      receipt.costMicroUsd,
      receipt.durationMs,
      job.app.now(),
    ],
  );
};

const insertCalls = (tx: Tx, job: AgentJob, ask: Ask, receiptId: string, calls: readonly AskedCall[]): void => {
  const { offered } = job.tools;
  for (const [index, call] of calls.entries()) {
    const found = offered.get(call.tool);
    const refusal = refusalOf(call, found, ask);
    tx.send(
      `INSERT INTO agent_call (id, organisation_id, run_id, step_id, turn, ordinal, receipt_id, name, server, tool, definition_digest,
         asked_id, arguments, arguments_digest, needs_approval, is_repeatable, status, reason, ended_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
      [
        newId(),
        job.step.organisationId,
        job.step.runId,
        job.step.id,
        ask.turn,
        index,
        receiptId,
        toStorable(call.tool, nameCharsMax),
        found?.server?.slug ?? null,
        found?.tool.kind === 'mcp' ? found.tool.tool : toStorable(call.tool, nameCharsMax),
        found?.definitionDigest ?? null,
        toStorable(call.id, nameCharsMax),
        JSON.stringify(call.arguments),
        contentDigest(call.arguments),
        found?.tool.permission === 'approval',
        isRepeatable(found),
        refusal === null ? 'asked' : 'refused',
        refusal,
        refusal === null ? null : job.app.now(),
      ],
    );
  }
};

/** What the step's author says of the tool; tools of the step itself only read, but for HTTP. */
const isRepeatable = (found: StepTool | undefined): boolean => {
  if (found?.tool.kind === 'mcp') return found.tool.isRepeatable;
  return found?.tool.kind === 'http' ? found.tool.isRepeatable || found.tool.method === 'GET' : true;
};

/** Calls that a model asked for, with the receipt of the turn, in one transaction: they are known before one of them is made. */
const recordCalls = async (job: AgentJob, ask: Ask, performed: Performed, asked: AskedCalls): Promise<null> => {
  const { app, step, version, taskVersion, readings } = job;
  const { receipt, receiptId } = performed;
  // Calling a tool is no answer: it says nothing about how well a candidate does the task, and repeats nothing.
  const context = {
    ...stepReceiptContext(step, version, taskVersion, { receiptId, receipt }),
    taskId: null,
    inputHash: null,
  };
  await writeHeld(app, step, async (tx) => {
    await recordReceipt(tx, context, receipt);
    await recordStepSources(tx, { ...step, stepId: step.id }, readings);
    endTurn(tx, job, ask, performed, toStorable(asked.text, resultCharsMax));
    insertCalls(tx, job, ask, receiptId, asked.calls);
    tx.send('UPDATE run SET cost_micro_usd = cost_micro_usd + $2, is_simulated = is_simulated OR $3 WHERE id = $1', [
      step.runId,
      receipt.costMicroUsd,
      receipt.attempts.some(({ isSimulated }) => isSimulated),
    ]);
    const event = aiCompletedEvent(step, context, receipt, taskVersion.spec.slug);
    await appendAudit(tx, workerActor(step.organisationId), app.now(), event);
  });
  return null;
};

/**
 * Asks a model for the next turn, on the same way as any AI step: decided, reserved, checked, settled, with a receipt. Gives the
 * step's result when it answered, or when nobody did; null when it wants tools called.
 */
export const askTurn = async (job: AgentJob, turns: readonly TurnRecord[], ask: Ask): Promise<StepResult | null> => {
  const { app, step, version, taskVersion, task, readings, tools, signal } = job;
  await beginTurn(job, ask);
  const receiptId = newId<ReceiptId>();
  const outcome = await performTask(app, {
    organisationId: step.organisationId,
    workflowId: version.workflowId,
    taskId: taskVersion.taskId,
    task,
    input: step.input,
    sources: readings,
    idempotencyKey: `${step.idempotencyKey}-turn-${ask.turn}`,
    spender: { runId: step.runId, personId: taskVersion.personId, apiKeyId: taskVersion.apiKeyId },
    isDowngraded: taskVersion.isDowngraded,
    turn: {
      past: await tellTurns(job, ask, turns),
      tools: [...tools.offered.values()].map(({ name, description, parameters }) => ({
        name,
        description,
        parameters,
      })),
      mayCall: ask.offersTools,
      dataClass: tools.dataClass,
      costMicroUsdMax: ask.costMicroUsdMax,
    },
    signal,
  });
  const performed = { ...outcome, receiptId };
  if (outcome.calls) return recordCalls(job, ask, performed, outcome.calls);
  const result = taskStepResult(app, step, version, taskVersion, readings, performed);
  return 'record' in result && result.record
    ? { ...result, record: recordBoth(job, ask, performed, result.record) }
    : result;
};

const recordBoth =
  (job: AgentJob, ask: Ask, performed: Performed, record: (tx: Tx) => Promise<void>) =>
  async (tx: Tx): Promise<void> => {
    await record(tx);
    endTurn(tx, job, ask, performed, '');
  };
