import {
  type Actor,
  type JsonValue,
  jsonValueSchema,
  type RunStatus,
  runIdSchema,
  variableNameSchema,
} from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { drive } from './drive.ts';
import { operateRun } from './operate-run.ts';
import { runLabel } from './run-label.ts';
import { requireRevision } from './run-revision.ts';

export const changeVariableInput = z.object({
  runId: runIdSchema,
  name: variableNameSchema,
  value: jsonValueSchema,
  /** The run's revision when its variables were looked at: what has changed since is never overwritten unseen. */
  revision: z.int().min(1),
  reason: z.string().trim().max(500).default(''),
});

/** Longest JSON text of a value that the record repeats; of a longer one it holds the beginning and the length. */
const shownMax = 500;

const show = (value: JsonValue): string => {
  const text = JSON.stringify(value);
  return text.length <= shownMax ? text : `${text.slice(0, shownMax).toWellFormed()}… (${text.length} characters)`;
};

/**
 * Writes a variable of a run that has not ended; nodes that wait for a condition look again. Variables of the items of a
 * for-each are their own and stay. Throws `conflict` when the run has moved on since `revision`.
 */
export const changeVariable = (
  app: App,
  actor: Actor,
  raw: z.input<typeof changeVariableInput>,
): Promise<{ status: RunStatus }> => {
  authorise(actor, 'runs.operate');
  const { runId, name, value, revision, reason } = changeVariableInput.parse(raw);
  const { organisationId } = actor;
  return inTransaction(app, tenant(actor), async (tx, after) => {
    await requireRevision(tx, { organisationId, runId }, revision);
    const status = await operateRun(
      { app, tx, after, actor },
      { organisationId, runId },
      async (work) => {
        const before = work.variables[name];
        work.variables = { ...work.variables, [name]: value };
        work.audit.push({
          type: 'run.variable-changed',
          target: { id: runId, label: runLabel(runId) },
          runId,
          payload: { name, before: before === undefined ? null : show(before), after: show(value), reason },
        });
        await drive(work);
      },
      'Run it again from a step instead.',
    );
    return { status };
  });
};
