import { DomainError, type OrganisationId } from '@switchyard/domain';
import pg from 'pg';
import { createBatchingSocket } from './batching-socket.ts';
import type { Prisma } from './generated/client.ts';
import { prismaOnConnection } from './prisma-on-connection.ts';
import { translateDatabaseError } from './translate-database-error.ts';

/** Whose rows a transaction may see. `system` sees every tenant's: sweeps, sign-in by mail address, webhooks by token. */
export type Scope = { readonly organisationId: OrganisationId } | 'system';

export type SqlValue = string | number | bigint | boolean | Date | Buffer | null | readonly SqlValue[] | undefined;

/** One open transaction, bound to one scope by row-level security. */
export interface Tx {
  readonly scope: Scope;
  /** Runs one parameterised statement; rows come back with the column names of the statement. */
  query<Row>(text: string, values?: readonly SqlValue[]): Promise<Row[]>;
  /** Like query, and says how many rows a write touched: the way to see a lost compare-and-set. */
  execute(text: string, values?: readonly SqlValue[]): Promise<number>;
  /**
   * Sends a write whose outcome nobody waits for: it travels with the commit, in one round trip with all others sent. When
   * it fails, so does the commit, and the transaction throws its error.
   */
  send(text: string, values?: readonly SqlValue[]): void;
}

/** A transaction that also offers the typed client, on the same connection. */
export interface PrismaTx extends Tx {
  readonly prisma: Prisma.TransactionClient;
}

export interface DatabaseOptions {
  readonly url: string;
  /** Largest number of connections; must exceed the number of concurrent transactions. */
  readonly poolSize?: number;
  readonly applicationName?: string;
  /** Statements running longer are cancelled by the server. */
  readonly statementTimeoutMs?: number;
}

export interface Database {
  /** Begins, sets the tenant in the same round trip, runs `work`, commits; rolls back when it throws. */
  transaction<Value>(scope: Scope, work: (tx: Tx) => Promise<Value>): Promise<Value>;
  /** One statement in a transaction of its own: BEGIN, statement and COMMIT travel in one round trip. */
  queryOnce<Row>(scope: Scope, text: string, values?: readonly SqlValue[]): Promise<Row[]>;
  /** A transaction with the typed Prisma client; a little slower, for everything that is not a hot path. */
  prismaTransaction<Value>(scope: Scope, work: (tx: PrismaTx) => Promise<Value>): Promise<Value>;
  /** Answers whether the database can be reached; throws a DomainError that says what to do. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

const scopeSetting = (scope: Scope): string => (scope === 'system' ? '*' : scope.organisationId);

const uuidPattern = /^[0-9a-f-]{36}$/;

/** BEGIN and the tenant setting travel as one simple query, so that scoping costs no round trip. */
const beginStatement = (scope: Scope): string => {
  const setting = scopeSetting(scope);
  if (setting !== '*' && !uuidPattern.test(setting)) {
    throw new DomainError('invalid_input', 'An organisation id must be a UUID.');
  }
  return `BEGIN; SELECT set_config('app.organisation_id', '${setting}', true)`;
};

const int8 = 20;

/** Counts and micro-dollars stay far below 2^53, so bigint columns arrive as numbers. */
const rowTypes = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === int8 ? Number : pg.types.getTypeParser(oid, format),
} as pg.CustomTypesConfig;

/** Opens a pool. Rows of other tenants are invisible on it unless the scope is `system`. */
export const openDatabase = (options: DatabaseOptions): Database => {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize ?? 20,
    application_name: options.applicationName ?? 'switchyard',
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    idleTimeoutMillis: 30_000,
    types: rowTypes,
    // Statements sent together cost one round trip; the server answers them in order.
    pipeline: true,
    stream: createBatchingSocket,
    // Row-level security does not bind superusers: such a connection steps down before its first use.
    onConnect: (client) => stepDownFromSuperuser(client),
  });
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {});
  // The pool takes its own listener off a connection that it lends: one that breaks in use fails its statements, and
  // would otherwise end the process too.
  pool.on('connect', (client) => client.on('error', () => {}));
  return createDatabase(pool);
};

const stepDownFromSuperuser = async (client: pg.ClientBase): Promise<void> => {
  await client.query(`
    DO $$ BEGIN
      IF (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user)
         AND EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'switchyard_app') THEN
        SET ROLE switchyard_app;
      END IF;
    END $$`);
};

/**
 * Name under which a connection keeps a statement parsed and, after five uses, planned. Statements take parameters, so
 * there are few texts; beyond the bound they are parsed each time rather than kept for ever.
 */
const statementNames = new Map<string, string>();
const statementNamesMax = 1000;

const nameOf = (text: string): string | undefined => {
  const known = statementNames.get(text);
  if (known !== undefined || statementNames.size >= statementNamesMax) return known;
  const name = `s${statementNames.size}`;
  statementNames.set(text, name);
  return name;
};

const sqlOf = (client: pg.PoolClient, scope: Scope, sent: Promise<unknown>[]): Tx => {
  const run = (text: string, values: readonly SqlValue[] = []) => {
    const name = nameOf(text);
    return client.query({ text, values: [...values], ...(name === undefined ? {} : { name }) });
  };
  return {
    scope,
    query: async <Row>(text: string, values?: readonly SqlValue[]) => {
      const result = await run(text, values);
      return result.rows as Row[];
    },
    execute: async (text, values) => {
      const result = await run(text, values);
      return result.rowCount ?? 0;
    },
    send: (text, values) => {
      sent.push(settled(run(text, values)));
    },
  };
};

/** The same promise, whose rejection is not reported as unhandled before somebody has come to wait for it. */
const settled = <Value>(promise: Promise<Value>): Promise<Value> => {
  promise.catch(() => undefined);
  return promise;
};

const isAborted = (cause: unknown): boolean =>
  typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === '25P02';

/** A statement after one that failed says only that the transaction is aborted; the one that was sent says why. */
const originOf = async (cause: unknown, sent: readonly Promise<unknown>[]): Promise<unknown> => {
  if (!isAborted(cause)) return cause;
  const failed = (await Promise.allSettled(sent)).find((result) => result.status === 'rejected');
  return failed?.reason ?? cause;
};

const createDatabase = (pool: pg.Pool): Database => {
  const inTransaction = async <Value>(
    scope: Scope,
    work: (client: pg.PoolClient, sent: Promise<unknown>[]) => Promise<Value>,
  ) => {
    const begin = beginStatement(scope);
    const client = await pool.connect().catch((cause: unknown) => {
      throw translateDatabaseError(cause);
    });
    let broken: Error | undefined;
    const sent: Promise<unknown>[] = [];
    try {
      // BEGIN travels with the first statement of `work`, what was sent with COMMIT. A failed statement makes the server
      // answer COMMIT by rolling back; its error is the one that is thrown.
      sent.push(settled(client.query(begin)));
      const value = await work(client, sent);
      await Promise.all([...sent, client.query('COMMIT')]);
      return value;
    } catch (cause) {
      await client.query('ROLLBACK').catch((error: Error) => {
        broken = error;
      });
      throw translateDatabaseError(await originOf(cause, sent));
    } finally {
      client.release(broken);
    }
  };
  const prisma = prismaOnConnection(pool);
  return {
    transaction: (scope, work) => inTransaction(scope, (client, sent) => work(sqlOf(client, scope, sent))),
    queryOnce: <Row>(scope: Scope, text: string, values?: readonly SqlValue[]) =>
      // Not awaited before the commit is sent: the promise of the rows is settled with everything else that was sent.
      inTransaction(scope, async (client, sent) => {
        const rows = settled(sqlOf(client, scope, sent).query<Row>(text, values));
        sent.push(rows);
        return { rows };
      }).then(({ rows }) => rows),
    prismaTransaction: (scope, work) =>
      inTransaction(scope, (client, sent) =>
        prisma.run(client, (typed) => work({ ...sqlOf(client, scope, sent), prisma: typed })),
      ),
    ping: async () => {
      await pool.query('SELECT 1').catch((cause: unknown) => {
        throw translateDatabaseError(cause);
      });
    },
    close: async () => {
      await prisma.close();
      await pool.end();
    },
  };
};
