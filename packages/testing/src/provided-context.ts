import 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser connection string of the run's server, and the migrated database that test databases are copied from. */
    readonly postgres: { readonly adminUrl: string; readonly template: string };
  }
}
