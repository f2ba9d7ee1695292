import { newId, type Tx } from '@switchyard/db';
import { type Actor, DomainError, type OrganisationId, type RunId, type VersionId } from '@switchyard/domain';
import { type Graph, parseRunState } from '@switchyard/engine';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { type CompiledVersion, getCompiledVersion } from '../runs/compiled-version.ts';
import { findVersionRecord, getWorkflowRecord } from '../workflows/workflow-record.ts';
import { readLiveRuns } from './live-run.ts';
import {
  chainDigest,
  getMigrationRecord,
  type MigrationRecord,
  type MigrationView,
  viewMigrations,
} from './migration-record.ts';
import { planRun } from './plan-run.ts';
import { migrationTermsSchema, type RunReport } from './terms.ts';

export const planRunMigrationInput = z.union([
  migrationTermsSchema,
  /** Goes on with a plan that has not looked at every run yet. */
  z.object({ migrationId: z.uuid() }),
]);

/** Runs looked at in one call: a plan over more is gone on with. */
const runsAtOnce = 200;

/**
 * The dry run: says of each running run what would become of it in another version, and changes none. Looks at some runs per
 * call; while the answer's status is `planning` it is called again with `migrationId`. A plan nobody agreed to is forgotten when its
 * author makes another for the same workflow. Throws `invalid_input` for a mapping to nodes that are not there.
 */
export const planRunMigration = (
  app: App,
  actor: Actor,
  raw: z.input<typeof planRunMigrationInput>,
): Promise<MigrationView> => {
  authorise(actor, 'workflows.publish');
  const input = planRunMigrationInput.parse(raw);
  const { organisationId } = actor;
  return inTransaction(app, tenant(actor), async (tx) => {
    const id = 'migrationId' in input ? input.migrationId : await begin(app, tx, actor, input);
    const migration = await getMigrationRecord(tx, organisationId, id, 'FOR UPDATE OF m');
    if (migration.status === 'planning') await lookOn(tx, organisationId, migration);
    const [view] = await viewMigrations(tx, organisationId, [await getMigrationRecord(tx, organisationId, id)]);
    if (view) return view;
    throw new DomainError('not_found', 'This migration of runs does not exist. Plan it again.');
  });
};

const begin = async (app: App, tx: Tx, actor: Actor, terms: z.output<typeof migrationTermsSchema>): Promise<string> => {
  const { organisationId } = actor;
  const { fromVersion, toVersion, mapping, filter, workflowSlug } = terms;
  const workflow = await getWorkflowRecord(tx, organisationId, workflowSlug);
  const target = await findVersionRecord(tx, organisationId, workflow.id, { number: toVersion });
  if (!target) throw new DomainError('not_found', `“${workflow.name}” has no version ${toVersion}.`);
  if (fromVersion === toVersion)
    throw new DomainError(
      'invalid_input',
      `Version ${toVersion} is both where runs are and where they go. Choose two.`,
    );
  if (fromVersion !== undefined && !(await findVersionRecord(tx, organisationId, workflow.id, { number: fromVersion })))
    throw new DomainError('not_found', `“${workflow.name}” has no version ${fromVersion}.`);
  const { graph } = await getCompiledVersion(tx, organisationId, target.id);
  requireTargets(graph, toVersion, mapping);
  await forgetPlans(tx, actor, workflow.id);
  const id = newId();
  await tx.execute(
    `INSERT INTO run_migration (id, organisation_id, workflow_id, from_number, to_version_id, to_number, mapping, filter,
                                digest, created_by_id, created_by_label, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      id,
      organisationId,
      workflow.id,
      fromVersion ?? null,
      target.id,
      toVersion,
      JSON.stringify(mapping),
      JSON.stringify(filter),
      chainDigest('', [workflow.id, fromVersion ?? null, toVersion, mapping, filter]),
      idOf(actor),
      actor.name,
      app.now(),
    ],
  );
  return id;
};

const idOf = (actor: Actor): string | null => {
  if (actor.kind === 'user') return actor.userId;
  return actor.kind === 'api_key' ? actor.apiKeyId : null;
};

const requireTargets = (to: Graph, number: number, mapping: MigrationRecord['mapping']): void => {
  for (const [nodeId, move] of Object.entries(mapping)) {
    const target = move && ('to' in move ? move.to : move.continueAt);
    if (target === null || to.nodes.has(target)) continue;
    const message = `Version ${number} has no node “${target}”, which “${nodeId}” is mapped to. Choose one that it has.`;
    throw new DomainError('invalid_input', message, { details: { nodeId, target } });
  }
};

const forgetPlans = async (tx: Tx, actor: Actor, workflowId: string): Promise<void> => {
  await tx.execute(
    `WITH old AS (
       DELETE FROM run_migration WHERE organisation_id = $1 AND workflow_id = $2 AND created_by_id IS NOT DISTINCT FROM $3
         AND status IN ('planning', 'planned') RETURNING id)
     DELETE FROM run_migration_run WHERE migration_id IN (SELECT id FROM old)`,
    [actor.organisationId, workflowId, idOf(actor)],
  );
};

interface FoundRun {
  readonly id: RunId;
  readonly version_id: VersionId;
  readonly state: unknown;
}

const findRuns = (tx: Tx, organisationId: OrganisationId, migration: MigrationRecord): Promise<FoundRun[]> => {
  const { workflowId, toVersionId, fromNumber, filter, cursor } = migration;
  return tx.query<FoundRun>(
    `SELECT r.id, r.version_id, r.state FROM run r
     WHERE r.organisation_id = $1 AND r.status = ANY($2::text[]) AND r.workflow_id = $3 AND r.version_id <> $4
       AND ($5::int IS NULL OR r.version_id = (SELECT id FROM workflow_version WHERE workflow_id = $3 AND number = $5))
       AND ($6::uuid[] IS NULL OR r.id = ANY($6)) AND ($7::uuid IS NULL OR r.id > $7)
     ORDER BY r.id LIMIT ${runsAtOnce}`,
    [
      organisationId,
      filter.status ? [filter.status] : ['running', 'waiting'],
      workflowId,
      toVersionId,
      fromNumber,
      filter.runIds ?? null,
      cursor,
    ],
  );
};

/** Looks at the next runs, and writes down what was found. */
const lookOn = async (tx: Tx, organisationId: OrganisationId, migration: MigrationRecord): Promise<void> => {
  const found = await findRuns(tx, organisationId, migration);
  const runs = await readLiveRuns(
    tx,
    organisationId,
    found.map(({ id, version_id, state }) => ({ id, versionId: version_id, state: parseRunState(state) })),
  );
  const to = await getCompiledVersion(tx, organisationId, migration.toVersionId);
  const versions = new Map<VersionId, CompiledVersion>();
  for (const { versionId } of runs)
    if (!versions.has(versionId)) versions.set(versionId, await getCompiledVersion(tx, organisationId, versionId));
  const rows = runs.flatMap((run) => {
    const from = versions.get(run.versionId);
    if (!from) return [];
    const { report } = planRun(run, { from, to }, migration.mapping);
    return [{ run_id: run.id, from_version_id: run.versionId, verdict: report.verdict, report }];
  });
  await writeFound(tx, organisationId, migration, rows);
  const digest = chainDigest(migration.digest, rows);
  await tx.execute('UPDATE run_migration SET status = $2, digest = $3, cursor = $4 WHERE id = $1', [
    migration.id,
    found.length < runsAtOnce ? 'planned' : 'planning',
    digest,
    found.at(-1)?.id ?? migration.cursor,
  ]);
};

const writeFound = async (
  tx: Tx,
  organisationId: OrganisationId,
  { id }: MigrationRecord,
  rows: readonly { readonly report: RunReport }[],
): Promise<void> => {
  if (rows.length === 0) return;
  await tx.execute(
    `INSERT INTO run_migration_run (migration_id, organisation_id, run_id, from_version_id, verdict, report)
     SELECT $1, $2, run_id, from_version_id, verdict, report FROM jsonb_populate_recordset(null::run_migration_run, $3::jsonb)`,
    [id, organisationId, JSON.stringify(rows)],
  );
};
