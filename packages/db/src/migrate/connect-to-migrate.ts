import { DomainError } from '@switchyard/domain';
import pg from 'pg';

const oldestVersion = 150_000;

const placeOf = (url: string): string => {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `${hostname}:${port || '5432'}${pathname}`;
  } catch {
    return 'the address given';
  }
};

const advice: Record<string, (place: string) => string> = {
  ECONNREFUSED: (place) => `Nothing listens at ${place}. Start that PostgreSQL, or correct DATABASE_URL.`,
  ENOTFOUND: (place) => `The host of ${place} is not known. Correct DATABASE_URL.`,
  EAI_AGAIN: (place) =>
    `The host of ${place} is not known at the moment. Correct DATABASE_URL, or check name resolution.`,
  ETIMEDOUT: (place) => `${place} does not answer. Check DATABASE_URL and the network in between.`,
  '28P01': (place) => `${place} refuses the user or password. Correct DATABASE_URL.`,
  '28000': (place) =>
    `${place} does not let this user in from here. Correct DATABASE_URL, or the server's pg_hba.conf.`,
  '3D000': (place) => `The database of ${place} does not exist. Create it, or correct DATABASE_URL.`,
  '53300': (place) => `${place} has no free connection. Raise max_connections, or use fewer processes.`,
};

const explain = (url: string, cause: unknown): DomainError => {
  const code = (cause as { code?: string }).code ?? '';
  const message =
    advice[code]?.(placeOf(url)) ?? `${placeOf(url)} cannot be used: ${(cause as Error).message}. Check DATABASE_URL.`;
  return new DomainError('misconfigured', message, {
    details: { code },
    cause,
  });
};

const assertVersion = async (client: pg.Client): Promise<void> => {
  const { rows } = await client.query<{ number: number; text: string }>(
    "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS text",
  );
  const version = rows[0];
  if (version && version.number >= oldestVersion) return;
  throw new DomainError(
    'misconfigured',
    `This is PostgreSQL ${version?.text ?? '?'}; Switchyard needs 15 or newer. Upgrade the server, or point DATABASE_URL to a newer one.`,
  );
};

/** Connects, and checks that the server is new enough. Throws `misconfigured` saying what to correct; never shows the password. */
export const connectToMigrate = async (url: string): Promise<pg.Client> => {
  if (!/^postgres(ql)?:\/\//.test(url)) {
    throw new DomainError(
      'misconfigured',
      'DATABASE_URL must look like postgresql://user:password@host:5432/database.',
    );
  }
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: 'switchyard-migrate',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (cause) {
    await client.end().catch(() => undefined);
    throw explain(url, cause);
  }
  try {
    await assertVersion(client);
    return client;
  } catch (error) {
    await client.end();
    throw error;
  }
};
