import { type RollupRow, rollupColumns } from './rollup-rows.ts';

/** Names of columns, for a list in SQL. */
export const listColumns = (types: Readonly<Record<string, string>>): string => Object.keys(types).join(', ');
/** Names with their types, for a record set in SQL. */
export const defineColumns = (types: Readonly<Record<string, string>>): string =>
  Object.entries(types)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ');

const rollupKey: (keyof RollupRow)[] = [
  'organisation_id',
  'day',
  'workflow_ref',
  'task_ref',
  'candidate_ref',
  'api_key_ref',
  'person_ref',
  'origin',
  'is_simulated',
];
const sums = Object.keys(rollupColumns).filter((name) => !(rollupKey as readonly string[]).includes(name));

/** Connections raise rows of their own, so that they do not wait for each other's commits. */
const stripes = 63;

/**
 * Adds what `source` gives to the rollup, in the stripe of this connection unless another is named. Keys go in a stable
 * order, so that two transactions cannot wait for each other's rows crosswise.
 */
export const raiseRollups = (source: string, stripe = `1 + pg_backend_pid() % ${stripes}`): string => `
  INSERT INTO spend_rollup AS s (${listColumns(rollupColumns)}, stripe)
  SELECT ${listColumns(rollupColumns)}, ${stripe} FROM ${source}
  ORDER BY ${rollupKey.join(', ')}
  ON CONFLICT (${rollupKey.join(', ')}, stripe) DO UPDATE
  SET ${sums.map((name) => `${name} = s.${name} + EXCLUDED.${name}`).join(', ')}`;
