import { isDomainError } from '@switchyard/domain';
import { expect, test } from 'vitest';
import { drain } from '../../test/drain.ts';
import { defineWorkflow, publishDefinition } from '../../test/publish-definition.ts';
import { publishNext } from '../../test/publish-next.ts';
import { decideApproval } from '../approvals/decide-approval.ts';
import { sendMessage } from '../runs/send-message.ts';
import { startRun } from '../runs/start-run.ts';
import { applyRunMigration } from './apply-run-migration.ts';
import { ask, end, migrationWorld, start } from './migration.fixture.ts';
import type { MigrationView } from './migration-record.ts';

const flow = migrationWorld();

interface RequestRow {
  readonly id: string;
  readonly digest: string;
}

interface RunRow {
  readonly id: string;
  readonly status: string;
  readonly outcome: string | null;
  readonly version: number;
}

const script = (id: string) => ({
  id,
  kind: 'script' as const,
  config: { code: 'export const main = () => ({ n: 1 });' },
});

/** Four ways to wait, each with work for a worker behind it, and a gate whose question the new version changes. */
const nodes = (title: string, length: string) => [
  start,
  {
    id: 'way',
    kind: 'decision' as const,
    config: {},
  },
  { id: 'wait', kind: 'wait' as const, config: { for: length } },
  { id: 'hear', kind: 'receive' as const, config: { message: 'go', key: 'input.key' } },
  { id: 'each', kind: 'forEach' as const, config: { items: '[1, 2, 3]', atOnce: 2 } },
  script('inner'),
  ask('item', 'An item?'),
  script('work'),
  ask('ask', title),
  end(),
];
const edges = [
  { from: 'start', to: 'way' },
  { from: 'way', to: 'wait', condition: 'input.way == 0' },
  { from: 'way', to: 'hear', condition: 'input.way == 1' },
  { from: 'way', to: 'each', condition: 'input.way == 2' },
  { from: 'way', to: 'ask', isOtherwise: true },
  { from: 'each', to: 'inner', port: 'body' },
  { from: 'inner', to: 'item' },
  { from: 'item', to: 'each', port: 'approved' },
  { from: 'each', to: 'work' },
  { from: 'wait', to: 'work' },
  { from: 'hear', to: 'work' },
  { from: 'work', to: 'ask' },
  { from: 'ask', to: 'end', port: 'approved' },
];

const runsOf = (slug: string) =>
  flow.query<RunRow>(
    `SELECT r.id, r.status, r.outcome, v.number AS version FROM run r JOIN workflow_version v ON v.id = r.version_id
     JOIN workflow w ON w.id = r.workflow_id WHERE w.slug = $1 ORDER BY r.id`,
    [slug],
  );

const listPending = () =>
  flow.query<RequestRow>(`SELECT id, digest FROM approval_request WHERE status = 'pending' ORDER BY id`);

/** Everybody decides on what they see; whoever is late is told, and nothing else goes wrong. Returns how many decided. */
const decideAll = async (): Promise<number> => {
  const { test: world, ben } = flow.world;
  const answers = await Promise.all(
    (await listPending()).map(({ id, digest }) =>
      decideApproval(world.app, ben, { approvalId: id, outcome: 'approved', digest }).then(
        () => true,
        (thrown: unknown) => {
          if (isDomainError(thrown) && (thrown.code === 'conflict' || thrown.retryable)) return false;
          throw thrown;
        },
      ),
    ),
  );
  return answers.filter(Boolean).length;
};

const applyOn = async ({ id, digest }: MigrationView): Promise<MigrationView> => {
  for (;;) {
    const view = await applyRunMigration(flow.world.test.app, flow.world.ana, { migrationId: id, digest, max: 10 });
    if (view.left === 0) return view;
  }
};

test('200 waiting runs are moved while workers work, people decide, messages come and timers fire: each ends once, on one version, and no answer is lost', async () => {
  const { test: world, organisationId, ana } = flow.world;
  const { app } = world;
  const slug = await publishDefinition(app, organisationId, defineWorkflow(nodes('Old question?', 'PT1H'), edges));
  for (let first = 0; first < 200; first += 20) {
    const batch = Array.from({ length: 20 }, (_, index) => first + index);
    await Promise.all(
      batch.map((index) => startRun(app, ana, { workflowSlug: slug, input: { way: index % 4, key: `k${index}` } })),
    );
  }
  await drain(app, organisationId);
  const toVersion = await publishNext(app, organisationId, slug, defineWorkflow(nodes('New question?', 'PT2H'), edges));
  const plan = await flow.plan(slug, { toVersion });
  expect(plan).toMatchObject({ total: 200, verdicts: { impossible: 0, busy: 0, voided: 50, changed: 50, kept: 100 } });

  const messages = async () => {
    for (let index = 1; index < 200; index += 4)
      await sendMessage(app, ana, { name: 'go', key: `k${index}`, payload: index });
  };
  const people = async () => {
    let decided = 0;
    for (let round = 0; round < 4; round += 1) decided += await decideAll();
    return decided;
  };
  world.advance(3 * 3_600_000);
  const [first, second] = await Promise.all([
    applyOn(plan),
    applyOn(plan),
    people(),
    messages(),
    drain(app, organisationId),
    drain(app, organisationId),
  ]);
  const view = first.status === 'done' ? first : second;
  expect(view).toMatchObject({ status: 'done', left: 0, total: 200, outcomes: { failed: 0 } });

  // Whatever is still open after the storm is answered and done.
  for (let rounds = 0; rounds < 20; rounds += 1) {
    await drain(app, organisationId);
    if ((await decideAll()) === 0 && (await drain(app, organisationId)) === 0) break;
  }
  const runs = await runsOf(slug);
  expect(runs.filter(({ status }) => status !== 'completed')).toEqual([]);

  const outcomes = await flow.query<{ run_id: string; outcome: string }>(
    'SELECT run_id, outcome FROM run_migration_run WHERE migration_id = $1',
    [plan.id],
  );
  const moved = new Set(outcomes.flatMap(({ run_id, outcome }) => (outcome === 'moved' ? [run_id] : [])));
  expect(moved.size).toBeGreaterThan(0);
  for (const { id, version } of runs) expect(version).toBe(moved.has(id) ? toVersion : 1);

  const counts = await flow.query<{ what: string; runs: number; most: number }>(
    `SELECT type AS what, count(*)::int AS runs, max(times)::int AS most
     FROM (SELECT run_id, type, count(*) AS times FROM audit_event WHERE type IN ('run.completed', 'run.migrated') GROUP BY 1, 2) told
     GROUP BY 1 ORDER BY 1`,
  );
  expect(counts).toEqual([
    { what: 'run.completed', runs: 200, most: 1 },
    { what: 'run.migrated', runs: moved.size, most: 1 },
  ]);
  // A vote that was taken is on a request that it settled; a request that was withdrawn has none.
  const [votes] = await flow.query<{ lost: number }>(
    `SELECT count(*)::int AS lost FROM approval_vote v JOIN approval_request a ON a.id = v.approval_id WHERE a.status <> 'approved'`,
  );
  expect(votes?.lost).toBe(0);
  // Each run left its last gate once, and each item its own.
  const gates = await flow.query<{ node_id: string; gates: number }>(
    `SELECT node_id, count(*)::int AS gates FROM step WHERE kind = 'approval' AND status = 'completed' GROUP BY 1 ORDER BY 1`,
  );
  expect(gates).toEqual([
    { node_id: 'ask', gates: 200 },
    { node_id: 'item', gates: 150 },
  ]);
  const [open] = await flow.query<{ timers: number; waits: number; asked: number }>(
    `SELECT (SELECT count(*)::int FROM timer WHERE fired_at IS NULL) AS timers, (SELECT count(*)::int FROM message_wait) AS waits,
            (SELECT count(*)::int FROM approval_request WHERE status = 'pending') AS asked`,
  );
  expect(open).toEqual({ timers: 0, waits: 0, asked: 0 });
}, 240_000);
