import type { ApiScope, Role } from '@switchyard/domain';
import { type Permission, permissions } from './permission.ts';

const reading = ['workflows.read', 'runs.read', 'sources.read', 'tasks.read', 'inbox.read'] as const;
const deciding = ['approvals.decide'] as const;
const mapping = [
  'workflows.edit',
  'workflows.publish',
  'sources.edit',
  'tasks.edit',
  'evals.manage',
  'calendars.edit',
  'runs.start',
  'runs.operate',
  'receipts.read',
  'budgets.read',
  'suppliers.read',
  'people.read',
] as const;

/** Going past a guard that the rules themselves set is the owner's alone. */
const administering = permissions.filter((permission) => permission !== 'policies.override');

/** What each role may do. A person's permissions are the union over their roles. */
export const rolePermissions: Record<Role, readonly Permission[]> = {
  owner: permissions,
  admin: administering,
  process_owner: [...reading, ...mapping, ...deciding],
  operator: [...reading, 'runs.start', 'runs.operate', 'receipts.read', 'budgets.read'],
  approver: [...reading, ...deciding, 'runs.start', 'receipts.read', 'budgets.read'],
  auditor: [...reading, 'receipts.read', 'budgets.read', 'suppliers.read', 'people.read', 'audit.read', 'audit.export'],
  viewer: reading,
};

/** What each scope of an API key allows. Keys never decide approvals: a decision is a person's. */
export const scopePermissions: Record<ApiScope, readonly Permission[]> = {
  'runs:start': ['runs.start'],
  'runs:read': ['runs.read', 'receipts.read', 'budgets.read'],
  'runs:operate': ['runs.read', 'runs.operate'],
  'workflows:read': ['workflows.read', 'tasks.read', 'sources.read'],
  'workflows:write': [
    'workflows.read',
    'workflows.edit',
    'workflows.publish',
    'tasks.read',
    'tasks.edit',
    'evals.manage',
    'calendars.edit',
    'limits.manage',
  ],
  'approvals:read': ['inbox.read'],
  'audit:read': ['audit.read', 'audit.export'],
  'sources:write': ['sources.read', 'sources.edit'],
  'budgets:write': ['budgets.read', 'budgets.manage'],
  'suppliers:write': ['suppliers.read', 'suppliers.manage'],
  'keys:write': ['api-keys.manage'],
  'models:call': ['models.call'],
};
