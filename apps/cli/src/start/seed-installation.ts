import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import {
  type App,
  appEnvSchema,
  createApiKey,
  createApp,
  demoPassword,
  demoPeople,
  findDemoActor,
  readEnv,
  seedAgentDemo,
  seedDemo,
} from '@switchyard/application';
import { apiScopes, type OrganisationId } from '@switchyard/domain';
import { demoKeyFile } from './demo-key-file.ts';
import type { DemoAccount } from './start-summary.ts';

const writeDemoKey = async (app: App, organisationId: OrganisationId, directory: string): Promise<void> => {
  const file = demoKeyFile(directory);
  if (existsSync(file)) return;
  const admin = await findDemoActor(app, organisationId, 'adam@demo.local');
  const { key } = await createApiKey(app, admin, { name: 'Demo scripts', scopes: [...apiScopes], expiresInDays: null });
  // The database may have had to live elsewhere; the key is for whoever started this.
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, `${key}\n`, { mode: 0o600 });
};

/** Adds what needs the services to answer: the demo's tool server and the workflow with an agent step, once. */
export const seedTools = async (env: NodeJS.ProcessEnv): Promise<void> => {
  const { app, close } = createApp('seed', readEnv(appEnvSchema, { ...env, SWITCHYARD_LOG_LEVEL: 'warn' }));
  try {
    await seedAgentDemo(app, await seedDemo(app));
  } finally {
    await close();
  }
};

/** Fills a new demo installation, once; returns the accounts to show. */
export const seedInstallation = async (env: NodeJS.ProcessEnv, directory: string): Promise<readonly DemoAccount[]> => {
  const { app, close } = createApp('seed', readEnv(appEnvSchema, { ...env, SWITCHYARD_LOG_LEVEL: 'warn' }));
  try {
    await writeDemoKey(app, await seedDemo(app), directory);
  } finally {
    await close();
  }
  return demoPeople.map(({ email, purpose }) => ({ role: purpose, email, password: demoPassword }));
};
