import type { Tx } from '@switchyard/db';
import { type Actor, type ApiKeyId, apiKeyIdSchema, budgetAmountSchema, DomainError } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { setKeyBudget } from './key-budget.ts';
import { keyFields, requirePersonOf, requireWithin } from './key-fields.ts';
import { lockKey } from './lock-key.ts';

export const updateApiKeyInput = z.object({
  id: apiKeyIdSchema,
  /** The revision the change builds upon. */
  revision: z.int().min(1),
  /** Only what changes. */
  changes: z.object({
    name: keyFields.name.optional(),
    scopes: keyFields.scopes.optional(),
    models: keyFields.models.optional(),
    dataClass: keyFields.dataClass.optional(),
    callsPerMinute: keyFields.callsPerMinute.optional(),
    personId: keyFields.personId.optional(),
    /** When it ends; null for a key that does not. */
    expiresAt: z.iso.datetime().nullable().optional(),
    /** Its own budget for each day, in micro-dollars; null takes it away. */
    microUsdPerDay: budgetAmountSchema.nullable().optional(),
  }),
});
type Changes = z.output<typeof updateApiKeyInput>['changes'];
export const savedApiKeySchema = z.object({ id: apiKeyIdSchema, revision: z.int() });

const labels: Record<keyof Changes, string> = {
  name: 'name',
  scopes: 'scopes',
  models: 'models',
  dataClass: 'data class',
  callsPerMinute: 'calls a minute',
  personId: 'person',
  expiresAt: 'end',
  microUsdPerDay: 'budget a day',
};

type Value = string | number | Date | readonly string[] | null;

const columnsOf = (changes: Changes): [column: string, value: Value][] => {
  const { name, scopes, models, dataClass, callsPerMinute, personId, expiresAt } = changes;
  const columns: [string, Value | undefined][] = [
    ['name', name],
    ['scopes', scopes && [...new Set(scopes)]],
    ['models', models && [...new Set(models)]],
    ['data_class', dataClass],
    ['calls_per_minute', callsPerMinute],
    ['person_id', personId],
    ['expires_at', typeof expiresAt === 'string' ? new Date(expiresAt) : expiresAt],
  ];
  return columns.flatMap(([column, value]): [string, Value][] => (value === undefined ? [] : [[column, value]]));
};

const write = async (tx: Tx, actor: Actor, id: ApiKeyId, columns: readonly [string, Value][]): Promise<void> => {
  const assignments = columns.map(([column], index) => `, ${column} = $${index + 3}`).join('');
  await tx.execute(`UPDATE api_key SET revision = revision + 1${assignments} WHERE organisation_id = $1 AND id = $2`, [
    actor.organisationId,
    id,
    ...columns.map(([, value]) => value),
  ]);
};

/**
 * Changes what a key is called, may do and may spend. Holds for the next request of the API, and within a second for calls of
 * models in every process. Throws `conflict` when somebody changed it since `revision`, `not_found` for a revoked key,
 * `forbidden` where a key would give what it has not itself.
 */
export const updateApiKey = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof updateApiKeyInput>,
): Promise<z.infer<typeof savedApiKeySchema>> => {
  authorise(actor, 'api-keys.manage');
  const { id, revision, changes } = updateApiKeyInput.parse(raw);
  const now = app.now();
  if (typeof changes.expiresAt === 'string' && new Date(changes.expiresAt) <= now) {
    throw new DomainError('invalid_input', 'The end lies in the past. Revoke the key to end it now.');
  }
  const name = await inTransaction(app, tenant(actor), async (tx) => {
    const key = await lockKey(tx, actor, id, revision);
    requireWithin(actor, id, changes.scopes ?? []);
    if (changes.personId) await requirePersonOf(tx, actor.organisationId, changes.personId);
    await write(tx, actor, id, columnsOf(changes));
    const changed = Object.entries(changes).flatMap(([field, value]) =>
      value === undefined ? [] : [labels[field as keyof Changes]],
    );
    const { scopes, models, dataClass, callsPerMinute, expiresAt } = changes;
    await appendAudit(tx, actor, now, {
      type: 'api-key.updated',
      target: { id, label: changes.name ?? key.name },
      payload: {
        changed,
        ...(scopes && { scopes }),
        ...(models && { models }),
        ...(dataClass && { dataClass }),
        ...(callsPerMinute !== undefined && { callsPerMinute }),
        ...(expiresAt !== undefined && { expiresAt }),
      },
    });
    return changes.name ?? key.name;
  });
  if (changes.microUsdPerDay !== undefined)
    await setKeyBudget(app, actor, { id, name, microUsdPerDay: changes.microUsdPerDay });
  return { id, revision: revision + 1 };
};
