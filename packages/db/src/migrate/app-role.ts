import type pg from 'pg';

/** Superusers bypass row-level security, so pools that connect as one switch to this role (see openDatabase). */
export const appRole = 'switchyard_app';

/** Roles are shared by all databases of a server, so two databases that migrate at once may meet here. */
const createRole = `
DO $$ BEGIN
  CREATE ROLE ${appRole} NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$`;

const grants = `
GRANT USAGE ON SCHEMA public TO ${appRole};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${appRole};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${appRole};
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO ${appRole};
REVOKE ALL ON _prisma_migrations FROM ${appRole}`;

const bypassesRowSecurity = async (client: pg.Client): Promise<boolean> => {
  const { rows } = await client.query<{ bypasses: boolean }>(
    'SELECT rolsuper OR rolbypassrls AS bypasses FROM pg_roles WHERE rolname = session_user',
  );
  return rows[0]?.bypasses === true;
};

/** Makes row-level security bind even where the configured role would bypass it. Does nothing for ordinary roles. */
export const ensureAppRole = async (client: pg.Client): Promise<void> => {
  if (!(await bypassesRowSecurity(client))) return;
  await client.query(createRole);
  await client.query(grants);
};
