// `node packages/application/test/recorded-runs/record.ts` stores a waiting run as this release writes it, if it is not there yet.
import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@switchyard/db/embedded';
import { migrate } from '@switchyard/db/migrate';
import type { App } from '../../src/app.ts';
import { appEnvSchema } from '../../src/app-env.ts';
import { decideApproval } from '../../src/approvals/decide-approval.ts';
import { createApp } from '../../src/create-app.ts';
import { startRun } from '../../src/runs/start-run.ts';
import { createOrganisation, createPerson } from '../create-test-app.ts';
import { defineWorkflow, publishDefinition } from '../publish-definition.ts';
import { dumpRun, pathOf, type RecordedRun, writeText } from './recorded-run.ts';

/** Waits for people in a list, for a time, and for a message inside a region, all at once. */
const waiting = defineWorkflow(
  [
    { id: 'start', kind: 'start', config: {} },
    { id: 'split', kind: 'parallelSplit', config: {} },
    { id: 'each', kind: 'forEach', config: { items: 'input.items', collect: 'vars.x' } },
    {
      id: 'ask',
      kind: 'approval',
      config: {
        title: 'Item {{ item }}?',
        stages: [{ name: 'one', who: { roles: ['approver'] } }],
        isSeparationOfDuties: false,
      },
    },
    { id: 'note', kind: 'set', config: { assignments: [{ name: 'x', value: 'item * 10' }] } },
    { id: 'wait', kind: 'wait', config: { for: 'P1000D' } },
    { id: 'waited', kind: 'set', config: { assignments: [{ name: 'waited', value: 'true' }] } },
    { id: 'region', kind: 'region', config: {} },
    { id: 'hear', kind: 'receive', config: { message: 'go', key: 'input.key' } },
    { id: 'join', kind: 'join', config: {} },
    {
      id: 'end',
      kind: 'end',
      config: {
        output: [
          { name: 'items', value: 'steps.each.output.results' },
          { name: 'waited', value: 'vars.waited' },
        ],
      },
    },
  ],
  [
    { from: 'start', to: 'split' },
    { from: 'split', to: 'each' },
    { from: 'split', to: 'wait' },
    { from: 'split', to: 'region' },
    { from: 'each', to: 'ask', port: 'body' },
    { from: 'ask', to: 'note', port: 'approved' },
    { from: 'note', to: 'each' },
    { from: 'each', to: 'join' },
    { from: 'wait', to: 'waited' },
    { from: 'waited', to: 'join' },
    { from: 'region', to: 'hear', port: 'body' },
    { from: 'hear', to: 'region' },
    { from: 'region', to: 'join' },
    { from: 'join', to: 'end' },
  ],
);

const record = async (app: App): Promise<RecordedRun> => {
  const organisationId = await createOrganisation(app, 'Recorded');
  const ana = await createPerson(app, organisationId, { roles: ['process_owner'] });
  const ben = await createPerson(app, organisationId, { roles: ['approver'], name: 'Ben Roth' });
  const slug = await publishDefinition(app, organisationId, waiting, 'recorded');
  const { runId } = await startRun(app, ana, { workflowSlug: slug, input: { items: [1, 2, 3], key: 'k' } });
  const [request] = await app.db.transaction({ organisationId }, (tx) =>
    tx.query<{ id: string; digest: string }>(`SELECT id, digest FROM approval_request WHERE status = 'pending'`, []),
  );
  if (!request) throw new Error('Nothing is asked.');
  await decideApproval(app, ben, { approvalId: request.id, outcome: 'approved', digest: request.digest });
  return app.db.transaction({ organisationId }, (tx) => dumpRun(tx, organisationId, runId));
};

const onDatabase = async (url: string): Promise<RecordedRun> => {
  await migrate({ url });
  const env = { DATABASE_URL: url, SWITCHYARD_MASTER_KEY: randomBytes(32).toString('base64') };
  const running = createApp('record', appEnvSchema.parse(env));
  try {
    return await record({ ...running.app, bell: { ring: async () => {} } });
  } finally {
    await running.close();
  }
};

const path = pathOf('waiting-run');
if (existsSync(path)) throw new Error(`${path.pathname} is there already. A recorded run is never recorded anew.`);
const directory = await mkdtemp(join(tmpdir(), 'switchyard-record-'));
const server = await startEmbeddedPostgres({ directory, durability: 'fast' });
try {
  writeFileSync(path, writeText(await onDatabase(server.url)));
} finally {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
}
process.exit(0);
