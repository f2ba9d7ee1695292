import type { Actor, JsonObject, OrganisationId, UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createOrganisation, createPerson, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { defineWorkflow, publishDefinition } from '../../test/publish-definition.ts';
import { publishNext } from '../../test/publish-next.ts';
import { decideApproval } from '../approvals/decide-approval.ts';
import { getRun } from '../runs/get-run.ts';
import { startRun } from '../runs/start-run.ts';
import { applyRunMigration } from './apply-run-migration.ts';
import { getRunMigration, type RunMigration } from './get-run-migration.ts';
import type { MigrationView } from './migration-record.ts';
import { planRunMigration } from './plan-run-migration.ts';

type Nodes = Parameters<typeof defineWorkflow>[0];
/** from, to, and the port when it is not `out`. */
type Edges = readonly (readonly [string, string, string?])[];
type Terms = Omit<Extract<Parameters<typeof planRunMigration>[2], { workflowSlug: string }>, 'workflowSlug'>;

export const start = { id: 'start', kind: 'start' as const, config: {} };
export const end = (value = 'null') => ({
  id: 'end',
  kind: 'end' as const,
  config: { output: [{ name: 'it', value }] },
});
export const ask = (id = 'ask', title = 'May it?', more: JsonObject = {}) => ({
  id,
  kind: 'approval' as const,
  config: { title, stages: [{ name: 'one', who: { roles: ['approver'] } }], isSeparationOfDuties: false, ...more },
});

const draw = (nodes: Nodes, edges: Edges) =>
  defineWorkflow(
    nodes,
    edges.map(([from, to, port]) => ({ from, to, ...(port ? { port } : {}) })),
  );

interface World {
  readonly test: TestApp;
  readonly organisationId: OrganisationId;
  /** Owns processes. */
  readonly ana: UserActor;
  /** Approves. */
  readonly ben: UserActor;
}

interface RequestRow {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly digest: string;
  readonly node_id: string;
}

/** Workflows with versions and runs on a real database, a fresh organisation per test. */
export const migrationWorld = () => {
  let world: World;
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp({ poolSize: 20 });
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    const organisationId = await createOrganisation(test.app);
    world = {
      test,
      organisationId,
      ana: await createPerson(test.app, organisationId, { roles: ['process_owner'] }),
      ben: await createPerson(test.app, organisationId, { roles: ['approver'], name: 'Ben Roth' }),
    };
  });

  const settle = () => drain(world.test.app, world.organisationId);
  const plan = async (workflowSlug: string, terms: Terms, actor: Actor = world.ana): Promise<MigrationView> => {
    let view = await planRunMigration(world.test.app, actor, { workflowSlug, ...terms });
    while (view.status === 'planning') view = await planRunMigration(world.test.app, actor, { migrationId: view.id });
    return view;
  };
  const apply = async ({ id, digest }: MigrationView, max?: number): Promise<MigrationView> => {
    const input = { migrationId: id, digest, ...(max ? { max } : {}) };
    for (;;) {
      const view = await applyRunMigration(world.test.app, world.ana, input);
      if (view.left === 0) return view;
    }
  };

  const query = <Row>(sql: string, values: (string | number)[] = []) =>
    world.test.app.db.transaction({ organisationId: world.organisationId }, (tx) => tx.query<Row>(sql, values));
  const look = (runId: string) => getRun(world.test.app, world.ana, { runId });
  const listRequests = (runId: string) =>
    query<RequestRow>('SELECT id, title, status, digest, node_id FROM approval_request WHERE run_id = $1 ORDER BY id', [
      runId,
    ]);

  return {
    query,
    look,
    listRequests,
    versionOf: async (runId: string): Promise<number> => (await look(runId)).versionNumber,
    /** Says yes to what the run asks. */
    approve: async (runId: string): Promise<void> => {
      const request = (await listRequests(runId)).find(({ status }) => status === 'pending');
      if (!request) throw new Error('Nothing is asked.');
      const { id: approvalId, digest } = request;
      await decideApproval(world.test.app, world.ben, { approvalId, outcome: 'approved', digest });
      await settle();
    },
    get world() {
      return world;
    },
    settle,
    plan,
    apply,
    publish: (nodes: Nodes, edges: Edges) =>
      publishDefinition(world.test.app, world.organisationId, draw(nodes, edges)),
    publishNext: (slug: string, nodes: Nodes, edges: Edges, publishedById?: string) =>
      publishNext(world.test.app, world.organisationId, slug, draw(nodes, edges), {
        publishedById: publishedById ?? null,
      }),
    begin: async (workflowSlug: string, input: JsonObject = {}): Promise<string> => {
      const { runId } = await startRun(world.test.app, world.ana, { workflowSlug, input });
      await settle();
      return runId;
    },
    /** The plan, and what it says of one run. */
    report: async (view: MigrationView, runId: string): Promise<RunMigration['runs'][number]> => {
      const { runs } = await getRunMigration(world.test.app, world.ana, { migrationId: view.id, limit: 100 });
      const run = runs.find((each) => each.runId === runId);
      if (!run) throw new Error(`Run ${runId} is not in the plan.`);
      return run;
    },
  };
};
