import type { Actor } from '@switchyard/domain';
import { type Permission, permissions } from './permission.ts';
import { rolePermissions, scopePermissions } from './role-permissions.ts';

export interface AccessDecision {
  readonly isAllowed: boolean;
  /** The rule that decided: `role:admin`, `scope:runs:start`, `system`, or `default-deny`. */
  readonly rule: string;
}

const denied: AccessDecision = { isAllowed: false, rule: 'default-deny' };

/** Whether `actor` holds `permission`, and by which rule. Pure; default is deny. */
export const can = (actor: Actor, permission: Permission): AccessDecision => {
  if (actor.kind === 'system') return { isAllowed: true, rule: 'system' };
  if (actor.kind === 'api_key') {
    const scope = actor.scopes.find((each) => scopePermissions[each].includes(permission));
    return scope === undefined ? denied : { isAllowed: true, rule: `scope:${scope}` };
  }
  const role = actor.roles.find((each) => rolePermissions[each].includes(permission));
  return role === undefined ? denied : { isAllowed: true, rule: `role:${role}` };
};

/** Every permission the actor holds; for showing only what may be used, never as the boundary. */
export const listPermissions = (actor: Actor): Permission[] =>
  permissions.filter((permission) => can(actor, permission).isAllowed);
