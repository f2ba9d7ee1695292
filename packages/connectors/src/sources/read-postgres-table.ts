import { DomainError, isDomainError, type JsonObject } from '@switchyard/domain';
import pg from 'pg';
import { type PostgresTargetOptions, postgresTarget } from './postgres-target.ts';
import { type SourceContent, type SourceLimits, sourceLimits, tooManyBytes, tooManyRows } from './source-content.ts';

export interface PostgresSource extends PostgresTargetOptions {
  readonly connectionString: string;
  readonly schema: string;
  readonly table: string;
  readonly timeoutMs?: number;
  readonly limits?: SourceLimits;
}

const rowsPerFetch = 2000;

/**
 * Every row of one table or view, as JSON, in an order that does not depend on the server. The transaction is read-only
 * and the identifiers are quoted: a source can read a table and nothing else.
 * Throws `upstream_failed`, `upstream_timeout`, `too_large`, `address_refused`, `invalid_input`.
 */
export const readPostgresTable = async (source: PostgresSource): Promise<SourceContent> => {
  const { timeoutMs = 30_000, limits = sourceLimits } = source;
  const target = await postgresTarget(source.connectionString, source);
  const client = new pg.Client({
    ...target,
    application_name: 'switchyard-source',
    connectionTimeoutMillis: Math.min(10_000, timeoutMs),
    statement_timeout: timeoutMs,
    query_timeout: timeoutMs + 1000,
  });
  // A connection that breaks between statements is reported by the next one; without a listener it would end the process.
  client.on('error', () => {});
  const what = `${source.schema}.${source.table}`;
  try {
    await client.connect();
    const lines = await readLines(client, source, limits);
    const rows = lines.sort().map((line) => JSON.parse(line) as JsonObject);
    return { kind: 'rows', rows };
  } catch (thrown) {
    throw toDomainError(thrown, what, String(target.host));
  } finally {
    await client.end().catch(() => {});
  }
};

const readLines = async (client: pg.Client, source: PostgresSource, limits: SourceLimits): Promise<string[]> => {
  const what = `${source.schema}.${source.table}`;
  const name = `${pg.escapeIdentifier(source.schema)}.${pg.escapeIdentifier(source.table)}`;
  await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await client.query(`DECLARE source_rows NO SCROLL CURSOR FOR SELECT row_to_json(t)::text AS line FROM ${name} t`);
  const lines: string[] = [];
  let bytes = 0;
  for (;;) {
    const { rows } = await client.query<{ line: string }>(`FETCH ${rowsPerFetch} FROM source_rows`);
    if (rows.length === 0) break;
    for (const { line } of rows) {
      bytes += Buffer.byteLength(line);
      if (bytes > limits.bytesMax) throw tooManyBytes(what, limits.bytesMax);
      if (lines.length === limits.rowsMax) throw tooManyRows(what, limits.rowsMax);
      lines.push(line);
    }
  }
  await client.query('COMMIT');
  return lines;
};

const codeOf = (thrown: unknown): string =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : '';

const reasons: Readonly<Record<string, string>> = {
  '28P01': 'the password is wrong',
  '28000': 'the user may not sign in',
  '3D000': 'that database does not exist',
  '42P01': 'the table does not exist',
  '3F000': 'the schema does not exist',
  '42501': 'the user may not read the table',
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host has no address',
};

/** The driver's text may quote the connection; only what is known to be harmless is shown. */
const toDomainError = (thrown: unknown, what: string, host: string): DomainError => {
  if (isDomainError(thrown)) return thrown;
  const code = codeOf(thrown);
  const isTimeout = code === '57014' || (thrown instanceof Error && /timeout/i.test(thrown.message));
  if (isTimeout) {
    return new DomainError('upstream_timeout', `The database at ${host} did not answer in time for ${what}.`, {
      retryable: true,
      cause: thrown,
    });
  }
  const reason = reasons[code] ?? `it failed${code === '' ? '' : ` (${code})`}`;
  return new DomainError('upstream_failed', `${what} at ${host} cannot be read: ${reason}.`, {
    details: { code },
    retryable: true,
    cause: thrown,
  });
};
