import type { ApiScope } from '@switchyard/domain';

/** What each scope of a key allows, in plain words. No scope decides approvals. */
export const scopeWords: Record<ApiScope, string> = {
  'runs:start': 'Start runs',
  'runs:read': 'Read runs, steps and receipts',
  'runs:operate': 'Read and cancel runs',
  'workflows:read': 'Read workflows, tasks and sources',
  'workflows:write': 'Edit and publish workflows and tasks',
  'approvals:read': 'List what waits for people; never decide',
  'audit:read': 'Read and export the audit trail',
  'sources:write': 'Update sources of truth',
  'budgets:write': 'Set budgets and top them up',
  'suppliers:write': 'Manage suppliers, their keys, models and limits, and the rules of routing',
  'keys:write': 'Change, rotate and revoke keys that may do no more',
  'models:call': 'Call models and tasks through the gateway',
};
