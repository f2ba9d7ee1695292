import { newId, type Tx } from '@switchyard/db';
import {
  type Actor,
  type ApiKeyId,
  apiKeyIdSchema,
  apiScopeSchema,
  budgetAmountSchema,
  budgetSpecSchema,
  DomainError,
  dataClassSchema,
  type OrganisationId,
} from '@switchyard/domain';
import { z } from 'zod';
import { authorise, requirePerson } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { createBudget } from '../budgets/set-budget.ts';
import { inTransaction, tenant } from '../change.ts';
import { createKeyText, hashKeyText } from './key-text.ts';
import { revokeApiKey } from './revoke-api-key.ts';

/** `auto`, `task/slug`, `supplier/model` or `supplier/*`; a model's own name may hold slashes. */
const modelPatternSchema = z
  .string()
  .trim()
  .max(300)
  .regex(/^(auto|[a-z0-9][a-z0-9-]*\/\S+)$/, 'Write auto, task/…, supplier/model or supplier/*.');

export const createApiKeyInput = z.object({
  name: z.string().trim().min(1, 'Name the key after what will use it.').max(120),
  scopes: z.array(apiScopeSchema).min(1, 'Choose at least one scope.'),
  /** Null for a key that does not expire. */
  expiresInDays: z.int().min(1).max(3650).nullable(),
  /** What calls of models may name: `supplier/model`, `supplier/*`, `task/slug` or `auto`. Empty: everything. */
  models: z.array(modelPatternSchema).max(100).default([]),
  /** Least class of what it sends to models; a call may only raise it. */
  dataClass: dataClassSchema.default('confidential'),
  /** Calls of models in a minute; null for no limit of its own. */
  callsPerMinute: z.int().min(1).max(100_000).nullable().default(null),
  /** A budget of its own for each day; null for none. Micro-dollars. */
  microUsdPerDay: budgetAmountSchema.nullable().default(null),
  /** On whose behalf it calls models: what it spends counts against that person's budgets too. Null: nobody's. */
  personId: z.uuid().nullable().default(null),
});
/** `key` is shown once; only its hash is stored. */
export const createdApiKeySchema = z.object({ id: apiKeyIdSchema, key: z.string() });

const dayMs = 86_400_000;

/** Creates a key for a machine. A key cannot create keys: only a person can, and is named in the record. */
export const createApiKey = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof createApiKeyInput>,
): Promise<z.infer<typeof createdApiKeySchema>> => {
  authorise(actor, 'api-keys.manage');
  const person = requirePerson(actor);
  const { name, expiresInDays, dataClass, callsPerMinute, microUsdPerDay, personId, ...input } =
    createApiKeyInput.parse(raw);
  const scopes = [...new Set(input.scopes)];
  const models = [...new Set(input.models)];
  const key = createKeyText();
  const created = await inTransaction(app, tenant(actor), async (tx) => {
    const id = newId<ApiKeyId>();
    if (personId !== null) await requirePersonOf(tx, person.organisationId, personId);
    const now = app.now();
    const expiresAt = expiresInDays === null ? null : new Date(now.getTime() + expiresInDays * dayMs);
    await tx.execute(
      `INSERT INTO api_key (id, organisation_id, name, prefix, hash, scopes, created_by_id, created_at, expires_at, models,
                            data_class, calls_per_minute, person_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
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

const requirePersonOf = async (tx: Tx, organisationId: OrganisationId, personId: string): Promise<void> => {
  const rows = await tx.query('SELECT 1 FROM app_user WHERE organisation_id = $1 AND id = $2 AND is_active', [
    organisationId,
    personId,
  ]);
  if (rows.length === 0)
    throw new DomainError('not_found', 'The person that the key is for does not exist, or has left.');
};

/** A key whose budget cannot be set is never handed out: it is revoked again. */
const setBudgetOf = async (
  app: App,
  actor: Actor,
  { id, name, microUsdPerDay }: { readonly id: ApiKeyId; readonly name: string; readonly microUsdPerDay: number },
): Promise<void> => {
  const spec = { name: `API key ${name}`.slice(0, 120), scope: 'api_key', targetId: id, period: 'day' } as const;
  try {
    await createBudget(app, actor, { spec: budgetSpecSchema.parse({ ...spec, capMicroUsd: microUsdPerDay }) });
  } catch (thrown) {
    await revokeApiKey(app, actor, { id });
    throw thrown;
  }
};
