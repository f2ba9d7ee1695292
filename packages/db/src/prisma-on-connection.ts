import { AsyncLocalStorage } from 'node:async_hooks';
import { PrismaPg } from '@prisma/adapter-pg';
import { DomainError } from '@switchyard/domain';
import type pg from 'pg';
import { type Prisma, PrismaClient } from './generated/client.ts';

const nothing = { rows: [], fields: [], rowCount: 0, command: '', oid: 0 };

const isTransactionControl = (statement: unknown): boolean => {
  const text = typeof statement === 'string' ? statement : (statement as { text?: unknown } | undefined)?.text;
  return text === 'BEGIN' || text === 'COMMIT' || text === 'ROLLBACK';
};

export interface PrismaOnConnection {
  run<Value>(connection: pg.PoolClient, work: (typed: Prisma.TransactionClient) => Promise<Value>): Promise<Value>;
  close(): Promise<void>;
}

/**
 * Runs the typed client on a connection whose transaction is already open, so that typed and hand-written statements
 * share one transaction, one tenant scope and one commit. Prisma believes that it begins a transaction of its own;
 * its BEGIN, COMMIT and ROLLBACK are swallowed because the owner of the connection issues them.
 *
 * Prisma merges equal reads that happen in one tick. It does so per transaction, which is why every call goes through
 * `$transaction`: outside one, reads of two tenants could be merged.
 */
export const prismaOnConnection = (pool: pg.Pool): PrismaOnConnection => {
  const current = new AsyncLocalStorage<pg.PoolClient>();
  const lend = async (): Promise<pg.PoolClient> => {
    const client = current.getStore();
    if (!client) throw new DomainError('internal', 'The typed client was used outside a transaction.');
    return new Proxy(client, {
      get: (target, property) => {
        if (property === 'release') return () => undefined;
        if (property === 'query') {
          return (...args: Parameters<pg.PoolClient['query']>) =>
            isTransactionControl(args[0]) ? Promise.resolve(nothing) : target.query(...args);
        }
        const value: unknown = Reflect.get(target, property);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  };
  const lendingPool = new Proxy(pool, {
    get: (target, property) => {
      if (property === 'connect') return lend;
      const value: unknown = Reflect.get(target, property);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const client = new PrismaClient({ adapter: new PrismaPg(lendingPool), transactionOptions: { timeout: 120_000 } });
  return {
    run: (connection, work) => current.run(connection, () => client.$transaction(work)),
    close: () => client.$disconnect(),
  };
};
