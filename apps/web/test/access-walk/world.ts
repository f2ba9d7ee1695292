import {
  createApiKey,
  createBudget,
  importInvoice,
  planEval,
  planRunMigration,
  seedDemo,
  setLimit,
} from '@switchyard/application';
import { createOrganisation, createPerson, createTestApp, drain, type TestApp } from '@switchyard/application/test';
import { newId } from '@switchyard/db';
import {
  datasetIdSchema,
  type EvalRunId,
  type OrganisationId,
  type Role,
  roles,
  type UserActor,
} from '@switchyard/domain';

/** Ids of one organisation that a stranger may try. */
export interface WorldIds {
  readonly runId: string;
  readonly stepId: string;
  readonly approvalId: string;
  readonly digest: string;
  readonly workItemId: string;
  readonly receiptId: string;
  readonly eventId: string;
  readonly userId: string;
  readonly groupId: string;
  readonly apiKeyId: string;
  readonly sessionId: string;
  readonly workflowSlug: string;
  readonly taskSlug: string;
  readonly sourceSlug: string;
  readonly supplierSlug: string;
  readonly supplierId: string;
  readonly secretName: string;
  readonly calendarSlug: string;
  readonly scheduleId: string;
  readonly migrationId: string;
  readonly limitId: string;
  readonly datasetId: string;
  readonly caseId: string;
  readonly evalRunId: string;
  readonly invoiceId: string;
  readonly budgetId: string;
}

export interface World {
  readonly fixture: TestApp;
  readonly organisationId: OrganisationId;
  readonly ids: WorldIds;
  /** One person per role in the organisation that owns `ids`. */
  readonly people: Readonly<Record<Role, UserActor>>;
  /** Owner of another organisation. */
  readonly stranger: UserActor;
  /** Every tenant table of the organisation in one hash: equal means that nothing was changed. */
  snapshot(): Promise<string>;
}

const unknownId = '01a00000-0000-7000-8000-000000000000';

/** Ids that exist nowhere, for asking whether an actor may at all. */
export const unknownIds: WorldIds = {
  runId: unknownId,
  stepId: unknownId,
  approvalId: unknownId,
  digest: '0'.repeat(64),
  workItemId: unknownId,
  receiptId: unknownId,
  eventId: unknownId,
  userId: unknownId,
  groupId: unknownId,
  apiKeyId: unknownId,
  sessionId: unknownId,
  workflowSlug: 'no-such-workflow',
  taskSlug: 'no-such-task',
  sourceSlug: 'no-such-source',
  supplierSlug: 'no-such-supplier',
  supplierId: unknownId,
  secretName: 'no-such-secret',
  calendarSlug: 'no-such-calendar',
  scheduleId: unknownId,
  migrationId: unknownId,
  limitId: unknownId,
  datasetId: unknownId,
  caseId: unknownId,
  evalRunId: unknownId,
  invoiceId: unknownId,
  budgetId: unknownId,
};

const idQueries: Record<keyof WorldIds, string> = {
  runId: 'SELECT id AS value FROM run',
  stepId: 'SELECT id AS value FROM step',
  approvalId: 'SELECT id AS value FROM approval_request',
  digest: 'SELECT digest AS value FROM approval_request',
  workItemId: 'SELECT id AS value FROM work_item',
  receiptId: 'SELECT id AS value FROM receipt',
  eventId: 'SELECT id AS value FROM audit_event',
  userId: 'SELECT id AS value FROM app_user',
  groupId: 'SELECT id AS value FROM user_group',
  apiKeyId: 'SELECT id AS value FROM api_key',
  sessionId: 'SELECT id AS value FROM session',
  workflowSlug: 'SELECT slug AS value FROM workflow',
  taskSlug: 'SELECT slug AS value FROM task',
  sourceSlug: 'SELECT slug AS value FROM source',
  supplierSlug: 'SELECT slug AS value FROM supplier',
  supplierId: 'SELECT id AS value FROM supplier',
  secretName: 'SELECT name AS value FROM secret',
  calendarSlug: 'SELECT slug AS value FROM calendar',
  scheduleId: 'SELECT id AS value FROM schedule',
  migrationId: 'SELECT id AS value FROM run_migration',
  limitId: 'SELECT id AS value FROM flow_limit',
  datasetId: 'SELECT id AS value FROM dataset',
  caseId: 'SELECT id AS value FROM dataset_case',
  evalRunId: 'SELECT id AS value FROM eval_run',
  invoiceId: 'SELECT id AS value FROM supplier_invoice',
  budgetId: 'SELECT id AS value FROM budget',
};

const readIds = async ({ app }: TestApp, organisationId: OrganisationId): Promise<WorldIds> => {
  const ids: Partial<Record<keyof WorldIds, string>> = {};
  for (const [name, sql] of Object.entries(idQueries)) {
    const [row] = await app.db.transaction({ organisationId }, (tx) =>
      tx.query<{ value: string }>(`${sql} WHERE organisation_id = $1 ORDER BY 1 LIMIT 1`, [organisationId]),
    );
    ids[name as keyof WorldIds] = row?.value ?? unknownIds[name as keyof WorldIds];
  }
  return ids as WorldIds;
};

const snapshotOf = async ({ app }: TestApp, organisationId: OrganisationId): Promise<string> =>
  app.db.transaction('system', async (tx) => {
    const tables = await tx.query<{ table_name: string }>(
      `SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'organisation_id' ORDER BY 1`,
    );
    const hashes: string[] = [];
    for (const { table_name } of tables) {
      const [row] = await tx.query<{ hash: string }>(
        `SELECT coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '') AS hash FROM ${table_name} t WHERE organisation_id = $1`,
        [organisationId],
      );
      hashes.push(`${table_name}=${row?.hash}`);
    }
    return hashes.join('\n');
  });

/** The seeded demo organisation with something of every kind in it, and a stranger. */
export const createWorld = async (): Promise<World> => {
  const fixture = await createTestApp({ poolSize: 20 });
  const organisationId = await seedDemo(fixture.app);
  await drain(fixture.app, organisationId);
  const people = {} as Record<Role, UserActor>;
  for (const role of roles) people[role] = await createPerson(fixture.app, organisationId, { roles: [role] });
  await planRunMigration(fixture.app, people.owner, { workflowSlug: 'invoice-approval', toVersion: 1 });
  await createBudget(fixture.app, people.owner, {
    spec: { name: 'Walked', scope: 'organisation', period: 'month', capMicroUsd: 1_000_000_000 },
  });
  await createApiKey(fixture.app, people.owner, { name: 'Walked', scopes: ['runs:read'], expiresInDays: 30 });
  await setLimit(fixture.app, people.owner, { spec: { scope: 'node_kind', value: 'http', stepsMax: 100 } });
  await importInvoice(fixture.app, people.owner, {
    supplierSlug: 'openai',
    fileName: 'november.csv',
    csv: 'day,amount\n2026-11-03,1',
    columns: { day: 'day', model: null, amount: 'amount' },
  });
  const { datasetId } = await readIds(fixture, organisationId);
  await planEval(fixture.app, people.owner, {
    evalRunId: newId<EvalRunId>(),
    datasetId: datasetIdSchema.parse(datasetId),
    incumbent: { candidateRef: null },
    challenger: { candidateRef: 'rules' },
  });
  const strangers = await createOrganisation(fixture.app, 'Strangers');
  return {
    fixture,
    organisationId,
    ids: await readIds(fixture, organisationId),
    people,
    stranger: await createPerson(fixture.app, strangers, { roles: ['owner'] }),
    snapshot: () => snapshotOf(fixture, organisationId),
  };
};
