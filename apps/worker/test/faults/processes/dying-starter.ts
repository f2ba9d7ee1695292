// Starts a run as the gateway does, and is killed around the ring that follows the commit.
import { createApp, startRun } from '@switchyard/application';
import { readStarterEnv } from './dying.env.ts';
import { dyingBell } from './dying-bell.ts';

const env = readStarterEnv();
const { app } = createApp('dying-starter', env);
const starter = { kind: 'system' as const, organisationId: env.DYING_ORGANISATION, name: 'webhook' };
await startRun({ ...app, bell: dyingBell(app.bell, env.DYING_MOMENT) }, starter, { workflowSlug: env.DYING_WORKFLOW });
