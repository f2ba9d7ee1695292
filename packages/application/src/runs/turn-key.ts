import type { Tx } from '@switchyard/db';
import { evaluateExpression } from '@switchyard/definition';
import { DomainError, type OrganisationId } from '@switchyard/domain';
import { requireStorable } from '../payloads/require-storable.ts';
import { expressionContext, type TransitionWork } from './transition-work.ts';

/** Values of any type make a key; what reads the same is the same. `of` names whose key it is. */
export const evaluateKey = (work: TransitionWork, expression: string, of: string): string => {
  const value = evaluateExpression(expression, expressionContext(work));
  const key = requireStorable(typeof value === 'string' ? value : JSON.stringify(value), `The key of ${of}`);
  if (key.length > 0 && key.length <= 400) return key;
  throw new DomainError('invalid_input', `The key of ${of} must have 1 to 400 characters.`);
};

/** Whoever lets somebody in under a key holds this until the commit. Taken before the lock of any run that exists. */
export const lockKey = (tx: Tx, organisationId: OrganisationId, key: string): Promise<unknown> =>
  tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`region ${organisationId} ${key}`]);
