import type { OrganisationId, UserActor } from '@switchyard/domain';
import type { App } from '../app.ts';
import { startRun } from '../runs/start-run.ts';
import { createTask } from '../tasks/create-task.ts';
import { publishTask } from '../tasks/publish-task.ts';
import { listServerTools } from '../tool-servers/list-server-tools.ts';
import { registerToolServer } from '../tool-servers/register-tool-server.ts';
import { createWorkflow } from '../workflows/create-workflow.ts';
import { publishWorkflow } from '../workflows/publish-workflow.ts';
import { answerCustomerTask, customerRequest } from './customer-request.ts';
import { findDemoActor } from './seed-people.ts';

const serverSlug = 'demo-shop';
export const requestWorkflowSlug = 'customer-request';

/**
 * Adds the demo's tool server and the workflow that uses it, once. Its tools are listed as people list them, so the simulator
 * must answer; where there is none, or it does not, nothing is added. What people have changed or removed is left alone.
 */
export const seedAgentDemo = async (app: App, organisationId: OrganisationId): Promise<void> => {
  const { simulatorUrl } = app.settings;
  if (simulatorUrl === null || (await isPublished(app, organisationId, 'workflow', requestWorkflowSlug))) return;
  const admin = await findDemoActor(app, organisationId, 'adam@demo.local');
  const owner = await findDemoActor(app, organisationId, 'petra@demo.local');
  await registerOnce(app, admin, simulatorUrl);
  const { tools, isReachable } = await listServerTools(app, admin, { slug: serverSlug });
  if (!isReachable) return;
  const { slug: task } = answerCustomerTask;
  if (!(await finds(app, organisationId, 'task', task))) await createTask(app, owner, { spec: answerCustomerTask });
  if (!(await isPublished(app, organisationId, 'task', task))) await publishTask(app, owner, { slug: task });
  const described = {
    slug: requestWorkflowSlug,
    name: 'Customer request',
    description: 'A model answers with a shop’s tools; it asks people before it pays anything back.',
  };
  const definition = customerRequest(serverSlug, tools);
  const file = { format: 'switchyard-workflow' as const, v: 1 as const, ...described, definition };
  if (!(await finds(app, organisationId, 'workflow', requestWorkflowSlug))) {
    await createWorkflow(app, owner, { ...described, from: { kind: 'file', file } });
  }
  await publishWorkflow(app, owner, {
    slug: requestWorkflowSlug,
    note: 'The process as it comes with the demo.',
    revision: 1,
  });
  const operator = await findDemoActor(app, organisationId, 'omar@demo.local');
  await startRun(app, operator, {
    workflowSlug: requestWorkflowSlug,
    input: { message: 'Order A-1042 never came. Please pay it back.' },
    idempotencyKey: 'demo-request',
  });
};

type Table = 'task' | 'workflow' | 'tool_server';

const finds = async (app: App, organisationId: OrganisationId, table: Table, slug: string, more = '') => {
  const rows = await app.db.transaction({ organisationId }, (tx) =>
    tx.query(`SELECT 1 FROM ${table} WHERE organisation_id = $1 AND slug = $2 ${more}`, [organisationId, slug]),
  );
  return rows.length > 0;
};

const isPublished = (app: App, organisationId: OrganisationId, table: Table, slug: string) =>
  finds(app, organisationId, table, slug, 'AND current_version_id IS NOT NULL');

const registerOnce = async (app: App, actor: UserActor, simulatorUrl: string): Promise<void> => {
  if (await finds(app, actor.organisationId, 'tool_server', serverSlug)) return;
  await registerToolServer(app, actor, {
    spec: {
      slug: serverSlug,
      name: 'Demo shop (simulated)',
      url: `${simulatorUrl}/mcp`,
      dataClassMax: 'internal',
      dataClass: 'internal',
    },
  });
};
