import { contentDigest } from '@switchyard/approvals';
import type { Tx } from '@switchyard/db';
import { type JsonValue, jsonObjectSchema, toFailure } from '@switchyard/domain';
import { sendAudit } from '../audit/append-audit.ts';
import { packLarge } from '../payloads/pack-large.ts';
import { workerActor } from '../runs/finish-step.ts';
import { insist } from '../runs/insist.ts';
import { toServerTool, withToolServer } from '../tool-servers/server-tools.ts';
import type { AgentJob } from './agent-job.ts';
import { type CallRecord, endCall, writeHeld } from './agent-record.ts';
import { callOwnTool } from './built-in-tools.ts';
import { findBindingProblem } from './call-request.ts';
import { type StepTool, sayChanged } from './step-tools.ts';

/** What came of a call. `unclear`: it may have had its effect, and nobody here can say. */
export type MadeCall =
  | { readonly kind: 'done'; readonly result: JsonValue }
  | { readonly kind: 'failed' | 'refused' | 'unclear'; readonly reason: string };

/** The key of a call is its own, whoever makes it; another one only after a person said that it had not happened. */
const keyOf = ({ id, tries }: CallRecord): string => `${id}-${tries}`;

const callServerTool = async (job: AgentJob, call: CallRecord, found: StepTool): Promise<MadeCall> => {
  const { app, step, signal } = job;
  const { server } = found;
  if (!server) return { kind: 'refused', reason: 'The tool has no server.' };
  let hasAsked = false;
  try {
    return await withToolServer(app, step.organisationId, server, signal, async (session): Promise<MadeCall> => {
      // Looked at once more right before the call: a server may have become another one while people decided.
      const now = (await session.listTools()).map(toServerTool).find(({ name }) => name === call.tool);
      if (now?.digest !== call.definitionDigest) return { kind: 'refused', reason: sayChanged(call.tool, server.slug) };
      hasAsked = true;
      const given = { tool: call.tool, arguments: jsonObjectSchema.parse(call.arguments), idempotencyKey: keyOf(call) };
      const outcome = await session.callTool(given);
      if (outcome.kind === 'failed') {
        const { error, mayHaveArrived } = outcome.failure;
        return { kind: mayHaveArrived ? 'unclear' : 'failed', reason: error.message };
      }
      const { isError, text, result } = outcome;
      return isError
        ? { kind: 'failed', reason: text.slice(0, 4000).toWellFormed() }
        : { kind: 'done', result: { text, ...jsonObjectSchema.parse(result) } };
    });
  } catch (thrown) {
    signal.throwIfAborted();
    return { kind: hasAsked ? 'unclear' : 'failed', reason: toFailure(thrown).message };
  }
};

const perform = (job: AgentJob, call: CallRecord, found: StepTool): Promise<MadeCall> =>
  found.tool.kind === 'mcp'
    ? callServerTool(job, call, found)
    : callOwnTool(job, found.tool, call.arguments, keyOf(call));

/** Names can meet: where one tool of the list is withheld, another may be offered under the name that it had. */
const isSameTool = ({ server, tool, name }: CallRecord, found: StepTool): boolean =>
  found.tool.kind === 'mcp'
    ? found.server?.slug === server && found.tool.tool === tool
    : server === null && tool === name;

/** Why a call that was recorded is not made after all, or null: the tool is gone, or it is not what was asked for or approved. */
const refusalNow = async (job: AgentJob, call: CallRecord, found: StepTool | undefined): Promise<string | null> => {
  if (!found || !isSameTool(call, found)) {
    const withheld = job.tools.withheld.find(
      ({ name }) => name === `${call.server}/${call.tool}` || name === call.name,
    );
    return withheld?.reason ?? `“${call.name}” is not among the tools of this step.`;
  }
  if (contentDigest(call.arguments) !== call.argumentsDigest) return 'The arguments are not those that were asked for.';
  return call.needsApproval ? findBindingProblem(job, call) : null;
};

const begin = ({ app, step }: AgentJob, call: CallRecord): Promise<void> =>
  writeHeld(app, step, async (tx) => {
    tx.send(`UPDATE agent_call SET status = 'begun', begun_at = $2 WHERE id = $1`, [call.id, app.now()]);
  });

const statuses = { done: 'done', failed: 'failed', refused: 'refused', unclear: 'unknown' } as const;

const end = async (
  { app, step, signal }: AgentJob,
  call: CallRecord,
  made: MadeCall,
  durationMs: number,
): Promise<void> => {
  const result = made.kind === 'done' ? made.result : undefined;
  const reason = made.kind === 'done' ? null : made.reason;
  const resultDigest = result === undefined ? undefined : contentDigest(result);
  const { organisationId } = step;
  // Before the run is locked: storing a large result may take its time.
  if (result !== undefined) await insist(signal, () => packLarge(app, { organisationId }, [result]));
  const write = async (tx: Tx): Promise<void> => {
    const stored =
      result === undefined
        ? undefined
        : (await packLarge(app, { organisationId, run: { tx, id: step.runId } }, [result]))(result);
    const at = app.now();
    endCall(tx, call, {
      status: statuses[made.kind],
      reason,
      durationMs,
      at,
      ...(stored === undefined ? {} : { result: stored }),
      ...(resultDigest === undefined ? {} : { resultDigest }),
    });
    sendAudit(tx, workerActor(organisationId), at, {
      type: 'step.tool-called',
      target: { id: step.id, label: step.name },
      runId: step.runId,
      payload: {
        callId: call.id,
        receiptId: call.receiptId,
        server: call.server,
        tool: call.tool,
        argumentsDigest: call.argumentsDigest,
        resultDigest: resultDigest ?? null,
        outcome: statuses[made.kind],
        reason: reason?.slice(0, 500).toWellFormed() ?? null,
        approvalId: call.approvalId,
      },
    });
  };
  await insist(signal, () => writeHeld(app, step, write));
};

/**
 * Makes one recorded call: notes that it begins, makes it, notes what came of it. A worker that ends in between leaves a call
 * that has begun; the next one repeats it only where the step's author said that this does no harm.
 */
export const makeCall = async (job: AgentJob, call: CallRecord): Promise<void> => {
  const found = job.tools.offered.get(call.name);
  const refusal = await refusalNow(job, call, found);
  if (refusal !== null || !found) return end(job, call, { kind: 'refused', reason: refusal ?? '' }, 0);
  await begin(job, call);
  const startedAt = performance.now();
  const made = await perform(job, call, found);
  const unclear = made.kind === 'unclear' && call.isRepeatable;
  await end(
    job,
    call,
    unclear ? { kind: 'failed', reason: made.reason } : made,
    Math.round(performance.now() - startedAt),
  );
};
