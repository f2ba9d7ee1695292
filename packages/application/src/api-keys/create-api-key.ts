import { newId } from '@switchyard/db';
import { type Actor, type ApiKeyId, apiKeyIdSchema, budgetAmountSchema, DomainError } from '@switchyard/domain';
import { z } from 'zod';
import { authorise, requirePerson } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { type KeyBudget, setKeyBudget } from './key-budget.ts';
import { keyFields, requirePersonOf } from './key-fields.ts';
import { createKeyText, hashKeyText } from './key-text.ts';
import { revokeApiKey } from './revoke-api-key.ts';

export const createApiKeyInput = z.object({
  /** Chosen by whoever asks, so that asking again makes no second one. */
  id: apiKeyIdSchema.optional(),
  name: keyFields.name,
  scopes: keyFields.scopes,
  /** Null for a key that does not expire. */
  expiresInDays: z.int().min(1).max(3650).nullable(),
  models: keyFields.models.default([]),
  dataClass: keyFields.dataClass.default('confidential'),
  callsPerMinute: keyFields.callsPerMinute.default(null),
  /** A budget of its own for each day; null for none. Micro-dollars. */
  microUsdPerDay: budgetAmountSchema.nullable().default(null),
  personId: keyFields.personId.default(null),
});
/** `key` is shown once; only its hash is stored. */
export const createdApiKeySchema = z.object({ id: apiKeyIdSchema, key: z.string() });

const dayMs = 86_400_000;

/**
 * Creates a key for a machine. A key cannot create keys: only a person can, and is named in the record. Throws `conflict` when
 * there is one under the `id`: its secret was answered once and is kept nowhere, so that asking again cannot bring it.
 */
export const createApiKey = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof createApiKeyInput>,
): Promise<z.infer<typeof createdApiKeySchema>> => {
  authorise(actor, 'api-keys.manage');
  const person = requirePerson(actor);
  const {
    id = newId<ApiKeyId>(),
    name,
    expiresInDays,
    dataClass,
    callsPerMinute,
    microUsdPerDay,
    personId,
    ...input
  } = createApiKeyInput.parse(raw);
  const scopes = [...new Set(input.scopes)];
  const models = [...new Set(input.models)];
  const key = createKeyText();
  const created = await inTransaction(app, tenant(actor), async (tx) => {
    if (personId !== null) await requirePersonOf(tx, person.organisationId, personId);
    const now = app.now();
    const expiresAt = expiresInDays === null ? null : new Date(now.getTime() + expiresInDays * dayMs);
    const made = await tx.query(
      `INSERT INTO api_key (id, organisation_id, name, prefix, hash, scopes, created_by_id, created_at, expires_at, models,
                            data_class, calls_per_minute, person_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (id) DO NOTHING RETURNING id`,
      [
        id,
        person.organisationId,
        name,
        key.slice(0, 10),
        hashKeyText(key),
        scopes,
        person.userId,
        now,
        expiresAt,
        models,
        dataClass,
        callsPerMinute,
        personId,
      ],
    );
    if (made.length === 0) throw madeBefore();
    await appendAudit(tx, actor, now, {
      type: 'api-key.created',
      target: { id, label: name },
      payload: {
        scopes,
        lastFour: key.slice(-4),
        ...(scopes.includes('models:call') ? { models, dataClass, callsPerMinute } : {}),
      },
    });
    return { id, key };
  });
  if (microUsdPerDay !== null) await setBudgetOf(app, actor, { id: created.id, name, microUsdPerDay });
  return created;
};

const madeBefore = () =>
  new DomainError(
    'conflict',
    'A key was made under this id before; its secret was answered then and cannot be shown again. Find it in the list and give it a new secret.',
  );

/** A key whose budget cannot be set is never handed out: it is revoked again. */
const setBudgetOf = async (app: App, actor: Actor, budget: KeyBudget): Promise<void> => {
  try {
    await setKeyBudget(app, actor, budget);
  } catch (thrown) {
    await revokeApiKey(app, actor, { id: budget.id });
    throw thrown;
  }
};
