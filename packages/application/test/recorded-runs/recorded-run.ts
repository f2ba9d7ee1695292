import { readFileSync } from 'node:fs';
import type { Tx } from '@switchyard/db';
import type { OrganisationId, RunId } from '@switchyard/domain';

type Row = Readonly<Record<string, unknown>>;

/** Format v1: a run in the middle of its life, as its release had stored it, with everything it needs to go on. */
export interface RecordedRun {
  readonly v: 1;
  readonly organisationId: OrganisationId;
  readonly runId: RunId;
  /** Rows by table, in the order in which they can be inserted. */
  readonly tables: Readonly<Record<string, readonly Row[]>>;
}

/** Tables a waiting run is in. What is for workers that hold something, and the record of the past, is not needed to go on. */
const tables = [
  'organisation',
  'app_user',
  'workflow',
  'workflow_version',
  'run',
  'step',
  'approval_request',
  'approval_assignment',
  'timer',
  'message_wait',
  'each_item',
];

export const pathOf = (name: string): URL => new URL(`v1/${name}.json`, import.meta.url);

export const readRecorded = (name: string): RecordedRun => JSON.parse(readFileSync(pathOf(name), 'utf8'));

/** Everything an organisation with one run has. */
export const dumpRun = async (tx: Tx, organisationId: OrganisationId, runId: RunId): Promise<RecordedRun> => {
  const found: Record<string, Row[]> = {};
  for (const table of tables) {
    const own = table === 'organisation' ? 'id' : 'organisation_id';
    const rows = await tx.query<{ row: Row }>(
      `SELECT to_jsonb(t) AS row FROM ${table} t WHERE ${own} = $1 ORDER BY 1`,
      [organisationId],
    );
    found[table] = rows.map(({ row }) => row);
  }
  return { v: 1, organisationId, runId, tables: found };
};

/** One line per row. */
export const writeText = ({ tables: found, ...head }: RecordedRun): string => {
  const parts = Object.entries(found).map(
    ([table, rows]) => `    "${table}": [\n      ${rows.map((row) => JSON.stringify(row)).join(',\n      ')}\n    ]`,
  );
  return `${JSON.stringify(head).slice(0, -1)},\n  "tables": {\n${parts.join(',\n')}\n  }\n}\n`;
};

/** Puts the rows into a database of this release; columns that have come since get what a migration gives old rows. */
export const insertRecorded = async (tx: Tx, { tables: found }: RecordedRun): Promise<void> => {
  for (const [table, rows] of Object.entries(found)) {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].map((column) => `"${column}"`).join(', ');
    if (columns === '') continue;
    await tx.execute(
      `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(null::${table}, $1::jsonb)`,
      [JSON.stringify(rows)],
    );
  }
};
