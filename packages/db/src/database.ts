import { DomainError, type OrganisationId } from '@switchyard/domain';
import pg from 'pg';
import type { Prisma } from './generated/client.ts';
import type { PrismaOnConnection } from './prisma-on-connection.ts';
import { runTogether, type StatementResult } from './run-together.ts';
import { type Statement, toStatement } from './statement.ts';
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

const uuidPattern = /^[0-9a-f-]{36}$/;

const requireUuid = (organisationId: OrganisationId): OrganisationId => {
  if (uuidPattern.test(organisationId)) return organisationId;
  throw new DomainError('invalid_input', 'An organisation id must be a UUID.');
};

const begin = toStatement('BEGIN');
const commit = toStatement('COMMIT');
const selectNothing = toStatement('SELECT');
const setScope = (scope: Scope): Statement =>
  toStatement("SELECT set_config('app.organisation_id', $1, true)", [
    scope === 'system' ? '*' : requireUuid(scope.organisationId),
  ]);

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
    // The last used goes first, so that those beyond what is needed rest; each holds 5 to 16 MB of the server.
    idleTimeoutMillis: 10_000,
    types: rowTypes,
    // Statements sent together cost one round trip; the server answers them in order.
    pipeline: true,
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

/** A transaction under way: what it has still to send, and what went wrong first. */
interface OpenTransaction {
  readonly connect: () => Promise<pg.PoolClient>;
  /** Begun with the first statement: what is done before that keeps no connection from others. */
  connecting: Promise<pg.PoolClient> | null;
  client: pg.PoolClient | null;
  readonly scope: Scope;
  /** Travels before whatever is sent next. At first that is BEGIN and the tenant. */
  waiting: Statement[];
  /** Writes do not wait: statements of the typed client, which are not ours to order, may come between. */
  readonly isEager: boolean;
  failure: { readonly cause: unknown } | null;
}

/** Calls `use` at once where there is a connection, else in the order in which they came as soon as there is. */
const withClient = <Value>(
  transaction: OpenTransaction,
  use: (client: pg.PoolClient) => Promise<Value>,
): Promise<Value> => {
  if (transaction.client) return use(transaction.client);
  transaction.connecting ??= transaction.connect();
  return transaction.connecting.then((client) => {
    transaction.client = client;
    return use(client);
  });
};

/** Sends what waits and this statement after it; answers with the result of this one. */
const run = (transaction: OpenTransaction, statement: Statement): Promise<StatementResult> => {
  const statements = [...transaction.waiting, statement];
  transaction.waiting = [];
  return withClient(transaction, (client) => runTogether(client, statements)).catch((cause: unknown) => {
    transaction.failure ??= { cause };
    throw cause;
  });
};

const sqlOf = (transaction: OpenTransaction): Tx => ({
  scope: transaction.scope,
  query: async <Row>(text: string, values?: readonly SqlValue[]) => {
    const { rows } = await run(transaction, toStatement(text, values));
    return rows as Row[];
  },
  execute: async (text, values) => {
    const { rowCount } = await run(transaction, toStatement(text, values));
    return rowCount ?? 0;
  },
  send: (text, values) => {
    const statement = toStatement(text, values);
    if (!transaction.isEager) transaction.waiting.push(statement);
    // Its failure is kept with the transaction and thrown by the commit.
    else run(transaction, statement).catch(() => undefined);
  },
});

const isAborted = (cause: unknown): boolean =>
  typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === '25P02';

/** A statement after one that failed says only that the transaction is aborted; the first one says why. */
const originOf = (cause: unknown, { failure }: OpenTransaction): unknown =>
  isAborted(cause) && failure ? failure.cause : cause;

/** Everything in one round trip: what lies before one Sync is a transaction by itself and needs neither BEGIN nor COMMIT. */
const sendAlone = async (transaction: OpenTransaction): Promise<void> => {
  const statements = transaction.waiting.slice(1);
  await withClient(transaction, (client) => runTogether(client, statements));
};

/** The server answers COMMIT of a transaction that failed by rolling back; then nothing was changed, and somebody must know. */
const commitOf = async (transaction: OpenTransaction): Promise<void> => {
  if (transaction.waiting[0] === begin) return sendAlone(transaction);
  const { command } = await run(transaction, commit);
  if (command !== 'ROLLBACK') return;
  throw transaction.failure?.cause ?? new DomainError('internal', 'The database rolled the change back.');
};

const createDatabase = (pool: pg.Pool): Database => {
  const connect = () =>
    pool.connect().catch((cause: unknown) => {
      throw translateDatabaseError(cause);
    });
  const inTransaction = async <Value>(
    scope: Scope,
    isEager: boolean,
    work: (transaction: OpenTransaction) => Promise<Value>,
  ) => {
    const waiting = [begin, setScope(scope)];
    const transaction: OpenTransaction = {
      connect,
      connecting: null,
      client: null,
      scope,
      waiting,
      isEager,
      failure: null,
    };
    let broken: Error | undefined;
    try {
      // BEGIN travels with the first statement of `work`, what was sent with COMMIT.
      const value = await work(transaction);
      await commitOf(transaction);
      return value;
    } catch (cause) {
      // A statement that nobody waited for may have asked for it.
      await transaction.connecting?.catch(() => undefined);
      // What was sent alone has ended by itself.
      if (transaction.waiting[0] !== begin) {
        await transaction.client?.query('ROLLBACK').catch((error: Error) => {
          broken = error;
        });
      }
      throw translateDatabaseError(originOf(cause, transaction));
    } finally {
      transaction.client?.release(broken);
    }
  };
  // Loaded at its first use: it takes 20 MB, and most processes never need it.
  let prisma: Promise<PrismaOnConnection> | null = null;
  const openPrisma = (): Promise<PrismaOnConnection> => {
    prisma ??= import('./prisma-on-connection.ts').then(({ prismaOnConnection }) => prismaOnConnection(pool));
    return prisma;
  };
  return {
    transaction: (scope, work) => inTransaction(scope, false, (transaction) => work(sqlOf(transaction))),
    queryOnce: async <Row>(scope: Scope, text: string, values?: readonly SqlValue[]) => {
      const statements = [setScope(scope), toStatement(text, values)];
      const client = await connect();
      try {
        // What lies before one Sync is one transaction, which needs no BEGIN.
        const { rows } = await runTogether(client, statements);
        return rows as Row[];
      } catch (cause) {
        throw translateDatabaseError(cause);
      } finally {
        client.release();
      }
    },
    prismaTransaction: (scope, work) =>
      inTransaction(scope, true, async (transaction) => {
        const typedClient = await openPrisma();
        // At once: the typed client does not know of what waits.
        run(transaction, selectNothing).catch(() => undefined);
        return withClient(transaction, (client) =>
          typedClient.run(client, (typed) => work({ ...sqlOf(transaction), prisma: typed })),
        );
      }),
    ping: async () => {
      await pool.query('SELECT 1').catch((cause: unknown) => {
        throw translateDatabaseError(cause);
      });
    },
    close: async () => {
      await (await prisma)?.close();
      await pool.end();
    },
  };
};
