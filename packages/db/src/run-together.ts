import pg from 'pg';
import type { Statement } from './statement.ts';

export interface StatementResult {
  readonly rows: unknown[];
  readonly rowCount: number | null;
  /** INSERT, COMMIT, ROLLBACK, … */
  readonly command: string;
}

interface CorkedStream {
  cork(): void;
  uncork(): void;
}

/** What the driver's connection offers to a query that writes its own messages. */
interface Wire {
  readonly stream: CorkedStream;
  /** Name → text of the statements this connection has parsed. */
  readonly parsedStatements: Record<string, string>;
  parse(message: { text: string; name: string }): void;
  bind(message: { statement: string; values: readonly unknown[] }): void;
  describe(message: { type: 'P'; name: string }): void;
  execute(message: object): void;
  close(message: { type: 'S'; name: string }): void;
  sync(): void;
}

/** The driver's query: how it gathers rows is its own business, which rows it gets to see is ours. */
interface DriverQuery extends pg.Query {
  callback(error: Error | null, result: StatementResult): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: unknown): void;
  handleReadyForQuery(connection: unknown): void;
}

const isParsed = (wire: Wire, { name }: Statement): boolean => name !== '' && wire.parsedStatements[name] !== undefined;

/** Closed before it is parsed: a statement of that name may be left from a call that failed half-way. */
const parse = (wire: Wire, { name, text }: Statement): void => {
  if (name !== '') wire.close({ type: 'S', name });
  wire.parse({ name, text });
};

const write = (wire: Wire, statements: readonly Statement[], wanted: number): void => {
  const fresh = new Set<string>();
  for (const [index, statement] of statements.entries()) {
    if (!(isParsed(wire, statement) || fresh.has(statement.name))) {
      parse(wire, statement);
      if (statement.name !== '') fresh.add(statement.name);
    }
    wire.bind({ statement: statement.name, values: statement.parameters });
    if (index === wanted) wire.describe({ type: 'P', name: '' });
    wire.execute({});
  }
  wire.sync();
};

const held = new WeakSet<CorkedStream>();

/**
 * What is written within one turn of the event loop leaves as one packet: a transaction's statements, and its COMMIT where
 * nothing was waited for, cost one system call here and one wake-up at the server.
 */
const holdForTurn = (stream: CorkedStream): void => {
  if (held.has(stream)) return;
  held.add(stream);
  stream.cork();
  // Runs once everything that follows at once has been written, continuations of promises included.
  process.nextTick(() => {
    held.delete(stream);
    stream.uncork();
  });
};

/**
 * Sends statements as one message with one answer: a single `Sync` at their end, where the driver alone would let the server
 * answer each by itself, which wakes this process as many times. Resolves with the result of the `wanted` one. When one of
 * them fails the server skips those after it, and its error is the one thrown. They follow whatever was sent before.
 */
export const runTogether = (
  client: pg.ClientBase,
  statements: readonly Statement[],
  wanted = statements.length - 1,
): Promise<StatementResult> =>
  new Promise((resolve, reject) => {
    const query = new pg.Query('') as DriverQuery;
    const { handleDataRow, handleCommandComplete, handleReadyForQuery } = query;
    let completed = 0;
    client.query(
      Object.assign(query, {
        callback: (error: Error | null, result: StatementResult) => (error ? reject(error) : resolve(result)),
        submit: (connection: unknown) => {
          const wire = connection as Wire;
          holdForTurn(wire.stream);
          write(wire, statements, wanted);
          return null;
        },
        handleDataRow: (message: unknown) => {
          if (completed === wanted) handleDataRow.call(query, message);
        },
        handleCommandComplete: (message: unknown, connection: unknown) => {
          if (completed === wanted) handleCommandComplete.call(query, message, connection);
          completed += 1;
        },
        handleReadyForQuery: (connection: unknown) => {
          const { parsedStatements } = connection as Wire;
          for (const { name, text } of statements) if (name !== '') parsedStatements[name] = text;
          handleReadyForQuery.call(query, connection);
        },
      }),
    );
  });
