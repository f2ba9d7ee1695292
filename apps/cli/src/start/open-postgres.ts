import { mkdirSync } from 'node:fs';
import { startEmbeddedPostgres } from '@switchyard/db/embedded';
import { DomainError } from '@switchyard/domain/error';
import type { CliEnv } from '../cli.env.ts';

export interface OpenPostgres {
  readonly url: string;
  /** Where secrets, logs and, when embedded, the data lie. */
  readonly directory: string;
  /** For the start block. */
  readonly description: string;
  stop(): Promise<void>;
}

const external = (url: string, directory: string): OpenPostgres => {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new DomainError(
      'misconfigured',
      `The folder ${directory} cannot be written to. Set SWITCHYARD_DATA_DIR to one that can.`,
      { cause },
    );
  }
  const { host, pathname } = new URL(url);
  return { url, directory, description: `PostgreSQL at ${host}${pathname}`, stop: async () => undefined };
};

/** The server named by DATABASE_URL, unasked; else an embedded one, which is started. Throws `misconfigured`, `conflict` or `unavailable`, saying what to do. */
export const openPostgres = async (env: CliEnv): Promise<OpenPostgres> => {
  if (env.DATABASE_URL !== undefined) return external(env.DATABASE_URL, env.SWITCHYARD_DATA_DIR);
  const server = await startEmbeddedPostgres({
    directory: env.SWITCHYARD_DATA_DIR,
    ...(env.SWITCHYARD_POSTGRES_PORT === undefined ? {} : { port: env.SWITCHYARD_POSTGRES_PORT }),
  });
  return {
    url: server.url,
    directory: server.directory,
    description: `embedded PostgreSQL on 127.0.0.1:${server.port}`,
    stop: () => server.stop(),
  };
};
