import { connectToMigrate, migrate } from '@switchyard/db/migrate';
import { ensureInstallationSecrets } from '../installation-secrets.ts';
import { seedInstallation, seedTools } from '../seed-installation.ts';

/** What the preparing process does when it is asked. What goes in and comes out is JSON. */
export const preparationTasks = {
  /** Throws `misconfigured` saying what to correct when the database cannot be used. */
  checkDatabase: async ({ url }: { readonly url: string }) => {
    const client = await connectToMigrate(url);
    await client.end();
  },
  migrate: async ({ url }: { readonly url: string }) => {
    await migrate({ url });
  },
  ensureSecrets: async ({ directory }: { readonly directory: string }) => ensureInstallationSecrets(directory),
  seed: ({ environment, directory }: { readonly environment: NodeJS.ProcessEnv; readonly directory: string }) =>
    seedInstallation(environment, directory),
  seedTools: ({ environment }: { readonly environment: NodeJS.ProcessEnv }) => seedTools(environment),
};
export type PreparationTasks = typeof preparationTasks;
export type TaskName = keyof PreparationTasks;
