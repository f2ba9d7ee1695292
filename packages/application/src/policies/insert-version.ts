import { newId, type Tx } from '@switchyard/db';
import type { Actor } from '@switchyard/domain';
import type { RoutingPolicy } from '@switchyard/routing';
import type { App } from '../app.ts';
import type { PolicyScope } from './policy-scope.ts';

interface NewVersion {
  readonly scope: PolicyScope;
  readonly number: number;
  /** Null: the scope has none of its own from now on. */
  readonly rules: RoutingPolicy | null;
  readonly note: string;
}

/** Writes the version that is in force from now on. Throws `conflict` when somebody wrote this number meanwhile. */
export const insertVersion = async (
  app: App,
  tx: Tx,
  actor: Actor,
  { scope, number, rules, note }: NewVersion,
): Promise<{ readonly id: string; readonly number: number }> => {
  const id = newId();
  await tx.execute(
    `INSERT INTO policy (organisation_id, workflow_id, task_id, id, number, rules, note, created_by_label, created_by_id,
                         created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      actor.organisationId,
      scope.workflowId,
      scope.taskId,
      id,
      number,
      rules === null ? null : JSON.stringify(rules),
      note,
      actor.name,
      actor.kind === 'user' ? actor.userId : null,
      app.now(),
    ],
  );
  return { id, number };
};
