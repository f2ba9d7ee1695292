import { createHash } from 'node:crypto';
import type { Tx } from '@switchyard/db';
import type { JsonObject, JsonValue, OrganisationId, TaskSpec } from '@switchyard/domain';
import {
  type Evidence,
  forecastInput,
  type InputFacts,
  type LearnedRouter,
  parseRouter,
  routerCasesMin,
  routerFormat,
} from '@switchyard/routing';
import type { App } from '../app.ts';
import { createByteCache } from '../byte-cache.ts';
import { tenant } from '../change.ts';
import { loadOutcomeTable } from './case-outcomes.ts';
import { learnInThread } from './learn-in-thread.ts';

/** Beyond this, older cases say little about today's inputs, and learning takes long. */
const casesMax = 20_000;

/** Routers in memory by version. One takes about as many bytes as its body has characters. */
const parsed = createByteCache<LearnedRouter>(32 * 1024 * 1024);

const rememberRouter = (version: string, body: string): LearnedRouter => {
  const learned = parseRouter(body);
  parsed.set(version, learned, body.length);
  return learned;
};

/** The newest router of a task that this release can read. Its content is named by hash, so a process reads each one once. */
export const findTaskRouter = async (
  tx: Tx,
  organisationId: OrganisationId,
  taskId: string,
): Promise<Evidence['router']> => {
  const [newest] = await tx.query<{ version: string }>(
    `SELECT version FROM task_router WHERE organisation_id = $1 AND task_id = $2 AND format = $3
     ORDER BY learned_at DESC, version LIMIT 1`,
    [organisationId, taskId, routerFormat],
  );
  if (!newest) return undefined;
  const { version } = newest;
  const learned = await findRouterVersion(tx, organisationId, taskId, version);
  return learned ? { version, learned } : undefined;
};

/** One version of a task's router; null when it is no longer there. */
export const findRouterVersion = async (
  tx: Tx,
  organisationId: OrganisationId,
  taskId: string,
  version: string,
): Promise<LearnedRouter | null> => {
  const known = parsed.get(version);
  if (known) return known;
  const [row] = await tx.query<{ body: string }>(
    'SELECT body FROM task_router WHERE organisation_id = $1 AND task_id = $2 AND version = $3',
    [organisationId, taskId, version],
  );
  return row ? rememberRouter(version, row.body) : null;
};

/**
 * Learns a task's router from its graded cases and keeps it; decisions use it from then on. It takes seconds of computing, in a
 * thread of its own. The same cases give the same version. Returns null when there are too few cases to learn from.
 */
export const learnTaskRouter = async (
  app: App,
  organisationId: OrganisationId,
  taskId: string,
): Promise<{ readonly version: string; readonly cases: number } | null> => {
  const scope = tenant({ organisationId });
  const table = await app.db.transaction(scope, (tx) => loadOutcomeTable(tx, organisationId, taskId, casesMax));
  if (table.length < routerCasesMin) return null;
  const { reference, cases, body } = await learnInThread(table);
  if (cases < routerCasesMin) return null;
  const version = createHash('sha256').update(body).digest('hex').slice(0, 32);
  await app.db.transaction(scope, (tx) =>
    tx.execute(
      `INSERT INTO task_router (task_id, organisation_id, version, reference, cases, body, learned_at, format)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (task_id, version) DO UPDATE SET learned_at = $7`,
      [taskId, organisationId, version, reference, table.length, body, app.now(), routerFormat],
    ),
  );
  return { version, cases };
};

/** All text of an input, in the order of its fields. */
export const textOfInput = (input: JsonValue): string => {
  if (Array.isArray(input)) return input.map(textOfInput).join('\n');
  if (typeof input === 'object' && input !== null) return Object.values(input).map(textOfInput).join('\n');
  return input === null ? '' : String(input);
};

/** The segment an input belongs to: the value of the field that the task names for it. */
export const segmentOf = (task: TaskSpec, input: JsonObject): string | null => {
  const value = task.segmentField === undefined ? undefined : input[task.segmentField];
  return value === undefined || value === null || typeof value === 'object' ? null : String(value);
};

/** What routing may know of an input before anything is sent. Text becomes numbers here and goes no further. */
export const describeFacts = (
  evidence: Evidence,
  task: TaskSpec,
  input: JsonObject,
  inputTokens: number,
): InputFacts => {
  const segment = segmentOf(task, input);
  if (!evidence.router) return { inputTokens, segment };
  const { category, features } = forecastInput(evidence.router.learned, {
    category: segment,
    text: textOfInput(input),
  });
  // In single precision, as receipts keep it: what is decided by is what is kept.
  return { inputTokens, segment, forecast: { category, features: features.map(Math.fround) } };
};
