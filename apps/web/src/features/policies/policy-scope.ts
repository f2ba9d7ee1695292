/** Whose rules a page shows: both null for the organisation's. */
export interface Scope {
  readonly workflowId: string | null;
  readonly taskId: string | null;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const isOrganisation = ({ workflowId, taskId }: Scope): boolean => workflowId === null && taskId === null;

/** The last part of the page's address. */
export const scopePath = ({ workflowId, taskId }: Scope): string => {
  if (workflowId !== null) return `workflow-${workflowId}`;
  return taskId === null ? 'organisation' : `task-${taskId}`;
};

/** What `scopePath` wrote; null for anything else. */
export const parseScope = (path: string): Scope | null => {
  if (path === 'organisation') return { workflowId: null, taskId: null };
  const at = path.indexOf('-');
  const [kind, id] = [path.slice(0, at), path.slice(at + 1)];
  if (!uuid.test(id)) return null;
  if (kind === 'workflow') return { workflowId: id, taskId: null };
  return kind === 'task' ? { workflowId: null, taskId: id } : null;
};

export const sayKind = ({ workflowId, taskId }: Scope): string => {
  if (workflowId !== null) return 'Workflow';
  return taskId === null ? 'Everything' : 'Task';
};
