import { apiScopeSchema, dataClassSchema, roleSchema } from '@switchyard/domain';
import { z } from 'zod';
import { defineEvent, noPayload } from './define-event.ts';
import { phraseCount, phraseList, phraseReason, phraseWord } from './phrasing.ts';

const roles = z.array(roleSchema);
const phraseRoles = (held: readonly string[]): string => phraseList(held.map(phraseWord)) || 'no role';

export const accessEvents = {
  'organisation.created': defineEvent(
    'organisation',
    noPayload,
    ({ actor, target }) => `${actor} created the organisation ${target}`,
  ),
  'member.invited': defineEvent(
    'member',
    z.strictObject({ roles }),
    ({ actor, target, payload }) => `${actor} invited ${target} as ${phraseRoles(payload.roles)}`,
  ),
  'member.added': defineEvent(
    'member',
    z.strictObject({ roles }),
    ({ actor, target, payload }) => `${actor} added ${target} as ${phraseRoles(payload.roles)}`,
  ),
  'member.role-changed': defineEvent(
    'member',
    z.strictObject({ before: roles, after: roles }),
    ({ actor, target, payload }) =>
      `${actor} changed the roles of ${target} from ${phraseRoles(payload.before)} to ${phraseRoles(payload.after)}`,
  ),
  'member.removed': defineEvent('member', noPayload, ({ actor, target }) => `${actor} removed ${target}`),
  'member.password-changed': defineEvent('member', noPayload, ({ actor, target }) =>
    actor === target ? `${actor} changed their password` : `${actor} changed the password of ${target}`,
  ),
  'member.restored': defineEvent('member', noPayload, ({ actor, target }) => `${actor} let ${target} in again`),
  'member.oidc-linked': defineEvent(
    'member',
    z.strictObject({ issuer: z.string() }),
    ({ target, payload }) => `${target} was linked to their account at ${payload.issuer}`,
  ),
  'group.created': defineEvent('group', noPayload, ({ actor, target }) => `${actor} created the group ${target}`),
  'group.renamed': defineEvent(
    'group',
    z.strictObject({ before: z.string() }),
    ({ actor, target, payload }) => `${actor} renamed the group ${payload.before} to ${target}`,
  ),
  'group.members-changed': defineEvent(
    'group',
    z.strictObject({ added: z.array(z.string()), removed: z.array(z.string()) }),
    ({ actor, target, payload }) =>
      `${actor} changed the group ${target}${payload.added.length ? `, adding ${phraseList(payload.added)}` : ''}${payload.removed.length ? `, removing ${phraseList(payload.removed)}` : ''}`,
  ),
  'group.removed': defineEvent('group', noPayload, ({ actor, target }) => `${actor} removed the group ${target}`),
  'session.created': defineEvent(
    'session',
    z.strictObject({ method: z.enum(['password', 'oidc', 'setup']) }),
    ({ actor, payload }) => `${actor} signed in${payload.method === 'oidc' ? ' with single sign-on' : ''}`,
  ),
  'session.revoked': defineEvent(
    'session',
    z.strictObject({ reason: z.string() }),
    ({ actor, target, payload }) => `${actor} ended the session ${target}${phraseReason(payload.reason)}`,
  ),
  'sign-in.failed': defineEvent(
    'member',
    z.strictObject({ reason: z.enum(['wrong_password', 'unknown_member', 'rate_limited', 'disabled']) }),
    ({ target, payload }) => `Signing in as ${target} failed (${phraseWord(payload.reason)})`,
  ),
  'api-key.created': defineEvent(
    'api_key',
    z.strictObject({
      scopes: z.array(apiScopeSchema),
      lastFour: z.string().max(4),
      /** Of a key that calls models: what it may name, the least class of what it sends, how often it may call. */
      models: z.array(z.string()).optional(),
      dataClass: dataClassSchema.optional(),
      callsPerMinute: z.int().nullable().optional(),
    }),
    ({ actor, target, payload }) => `${actor} created the API key ${target} for ${phraseList(payload.scopes)}`,
  ),
  /** What it is now, of what was changed. */
  'api-key.updated': defineEvent(
    'api_key',
    z.strictObject({
      changed: z.array(z.string()),
      scopes: z.array(apiScopeSchema).optional(),
      models: z.array(z.string()).optional(),
      dataClass: dataClassSchema.optional(),
      callsPerMinute: z.int().nullable().optional(),
      expiresAt: z.iso.datetime().nullable().optional(),
    }),
    ({ actor, target, payload }) => `${actor} changed ${phraseList(payload.changed)} of the API key ${target}`,
  ),
  /** The secret itself never comes near the log. */
  'api-key.rotated': defineEvent(
    'api_key',
    z.strictObject({ lastFour: z.string().max(4), graceMinutes: z.int().min(0) }),
    ({ actor, target, payload }) =>
      `${actor} gave the API key ${target} a new secret; the old one is good for ${phraseCount(payload.graceMinutes, 'minute')}`,
  ),
  'api-key.revoked': defineEvent('api_key', noPayload, ({ actor, target }) => `${actor} revoked the API key ${target}`),
  /** The value itself never comes near the log. */
  'secret.set': defineEvent(
    'secret',
    z.strictObject({ isNew: z.boolean() }),
    ({ actor, target, payload }) => `${actor} ${payload.isNew ? 'stored' : 'replaced'} the secret ${target}`,
  ),
  'secret.removed': defineEvent('secret', noPayload, ({ actor, target }) => `${actor} removed the secret ${target}`),
} as const;
