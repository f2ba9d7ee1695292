import { randomBytes } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import pg from 'pg';

/** PostgreSQL's one-byte "char", in which its catalogues keep kinds and flags. The adapter refuses it. */
const catalogueChar = 18;
const text = 25;

/** Column numbers that were "char", by the rows they belong to. */
const charColumns = new WeakMap<object, readonly number[]>();

/** Hands "char" columns to the adapter as text, and remembers which they were; introspection reads many. */
class CataloguePool extends pg.Pool {
  override query = (async (...args: unknown[]) => {
    const result = (await Reflect.apply(super.query, this, args)) as pg.QueryResult;
    const found = (result.fields ?? []).flatMap((field, column) =>
      field.dataTypeID === catalogueChar ? [column] : [],
    );
    for (const field of result.fields ?? []) if (field.dataTypeID === catalogueChar) field.dataTypeID = text;
    if (found.length > 0) charColumns.set(result.rows, found);
    return result;
  }) as pg.Pool['query'];
}

const readingCharColumns = (adapter: SqlDriverAdapter): SqlDriverAdapter => {
  const readPlainly = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (query) => {
    const result = await readPlainly(query);
    for (const column of charColumns.get(result.rows) ?? []) result.columnTypes[column] = ColumnTypeEnum.Character;
    return result;
  };
  return adapter;
};

export interface MigrationAdapter extends SqlMigrationAwareDriverAdapterFactory {
  /** What PostgreSQL said about the last script that failed; the engine's own error leaves it out. */
  scriptError(): Error | null;
  /** Ends every connection; the engine leaves its own open. */
  close(): Promise<void>;
}

/** The connections of one engine, and what went wrong on them. */
interface Connections {
  readonly open: Set<pg.Pool>;
  scriptError: Error | null;
}

const connectTo = async (
  connections: Connections,
  connectionString: string,
  afterDispose: () => Promise<void> = async () => undefined,
): Promise<SqlDriverAdapter> => {
  const pool = new CataloguePool({ connectionString, max: 2, application_name: 'switchyard-migrate' });
  pool.on('error', () => undefined);
  connections.open.add(pool);
  const adapter = readingCharColumns(await new PrismaPg(pool).connect());
  // The adapter cuts scripts at every semicolon, which breaks DO blocks and literals. Sent whole, a script is also one
  // implicit transaction: a migration that fails leaves nothing half-made.
  adapter.executeScript = async (script) => {
    await pool.query(script).catch((error: Error) => {
      connections.scriptError = error;
      throw error;
    });
  };
  adapter.dispose = async () => {
    connections.open.delete(pool);
    await pool.end();
    await afterDispose();
  };
  return adapter;
};

const runOnce = async (connectionString: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};

const withDatabase = (connectionString: string, database: string): string => {
  const url = new URL(connectionString);
  url.pathname = `/${database}`;
  return url.toString();
};

/** Lets the schema engine work on a database through `pg`; its shadow database is created beside it and dropped after use. */
export const migrationAdapter = (connectionString: string): MigrationAdapter => {
  const connections: Connections = { open: new Set(), scriptError: null };
  return {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    scriptError: () => connections.scriptError,
    close: async () => {
      await Promise.all([...connections.open].map((pool) => pool.end()));
    },
    connect: () => connectTo(connections, connectionString),
    connectToShadowDb: async () => {
      const shadow = `switchyard_shadow_${randomBytes(6).toString('hex')}`;
      await runOnce(connectionString, `CREATE DATABASE ${shadow}`);
      return connectTo(connections, withDatabase(connectionString, shadow), () =>
        runOnce(connectionString, `DROP DATABASE ${shadow} WITH (FORCE)`),
      );
    },
  };
};
