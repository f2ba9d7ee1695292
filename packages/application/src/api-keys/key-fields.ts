import type { Tx } from '@switchyard/db';
import {
  type Actor,
  type ApiScope,
  apiScopeSchema,
  DomainError,
  dataClassSchema,
  type OrganisationId,
} from '@switchyard/domain';
import { z } from 'zod';

/** `auto`, `task/slug`, `supplier/model` or `supplier/*`; a model's own name may hold slashes. */
const modelPatternSchema = z
  .string()
  .trim()
  .max(300)
  .regex(/^(auto|[a-z0-9][a-z0-9-]*\/\S+)$/, 'Write auto, task/…, supplier/model or supplier/*.');

/** What is said of a key, when it is made and when it is changed. */
export const keyFields = {
  name: z.string().trim().min(1, 'Name the key after what will use it.').max(120),
  scopes: z.array(apiScopeSchema).min(1, 'Choose at least one scope.'),
  /** What calls of models may name: `supplier/model`, `supplier/*`, `task/slug` or `auto`. Empty: everything. */
  models: z.array(modelPatternSchema).max(100),
  /** Least class of what it sends to models; a call may only raise it. */
  dataClass: dataClassSchema,
  /** Calls of models in any 60 seconds, in all processes together; null for no limit of its own. */
  callsPerMinute: z
    .int()
    .min(1, 'A limit of 0 would refuse every call: revoke the key instead.')
    .max(100_000)
    .nullable(),
  /** On whose behalf it calls models: what it spends counts against that person's budgets too. Null: nobody's. */
  personId: z.uuid().nullable(),
};

export const requirePersonOf = async (tx: Tx, organisationId: OrganisationId, personId: string): Promise<void> => {
  const rows = await tx.query('SELECT 1 FROM app_user WHERE organisation_id = $1 AND id = $2 AND is_active', [
    organisationId,
    personId,
  ]);
  if (rows.length === 0)
    throw new DomainError('not_found', 'The person that the key is for does not exist, or has left.');
};

/** A machine manages no key that may do more than itself, gives no scope that it has not, and does not change itself. */
export const requireWithin = (actor: Actor, keyId: string, scopes: readonly ApiScope[]): void => {
  if (actor.kind !== 'api_key') return;
  const beyond = scopes.find((scope) => !actor.scopes.includes(scope));
  if (beyond !== undefined) throw new DomainError('forbidden', `This key does not have “${beyond}” itself.`);
  if (actor.apiKeyId === keyId) throw new DomainError('forbidden', 'A key cannot change itself. A person can.');
};
