// Names only, apart from their schemas, so that a page which shows them does not load the schema library.

/** Built-in roles. A person may hold several; what each may do is decided in the access package only. */
export const roles = ['owner', 'admin', 'process_owner', 'operator', 'approver', 'auditor', 'viewer'] as const;
export type Role = (typeof roles)[number];

/** What a service account's API key may do. */
export const apiScopes = [
  'runs:start',
  'runs:read',
  'runs:operate',
  'workflows:read',
  'workflows:write',
  'approvals:read',
  'audit:read',
  'sources:write',
  'budgets:write',
  'suppliers:write',
  'keys:write',
  'models:call',
] as const;
export type ApiScope = (typeof apiScopes)[number];
