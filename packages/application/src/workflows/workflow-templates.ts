import type { DraftDefinition } from '@switchyard/domain';

interface WorkflowTemplate {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly draft: DraftDefinition;
}

type Draft = DraftDefinition['nodes'][number];
type Edge = DraftDefinition['edges'][number];

const node = (id: string, kind: Draft['kind'], name: string, column: number, config: Draft['config'] = {}): Draft => ({
  id,
  kind,
  name,
  position: { x: column * 280, y: 0 },
  config,
});

const edge = (from: string, to: string, port = 'out'): Edge => ({
  id: `${from}-${port}-${to}`,
  from,
  to,
  port,
  isOtherwise: false,
});

const blank: WorkflowTemplate = {
  id: 'blank',
  name: 'Blank',
  description: 'A start and an end.',
  draft: {
    v: 1,
    nodes: [node('start', 'start', 'Start', 0), node('done', 'end', 'Done', 1)],
    edges: [edge('start', 'done')],
  },
};

const request = {
  type: 'object',
  properties: {
    subject: { type: 'string', title: 'Subject', minLength: 1 },
    amount: { type: 'number', title: 'Amount', minimum: 0 },
    reason: { type: 'string', title: 'Reason', format: 'text' },
  },
  required: ['subject', 'amount'],
};

const approval: WorkflowTemplate = {
  id: 'approval',
  name: 'Request and approval',
  description: 'Somebody fills in a form, somebody else decides.',
  draft: {
    v: 1,
    nodes: [
      node('start', 'start', 'Request', 0, { input: request }),
      node('decide', 'approval', 'Approve the request', 1, {
        title: '{{ input.subject }}: {{ input.amount }}',
        description: '{{ coalesce(input.reason, "") }}',
        stages: [{ name: 'Approval', who: { users: [], groups: [], roles: ['approver'] }, approvalsNeeded: 1 }],
        allowsChanges: false,
      }),
      node('approved', 'end', 'Approved', 2, { outcome: 'approved' }),
      { ...node('rejected', 'end', 'Rejected', 2, { outcome: 'rejected' }), position: { x: 560, y: 160 } },
    ],
    edges: [edge('start', 'decide'), edge('decide', 'approved', 'approved'), edge('decide', 'rejected', 'rejected')],
  },
};

/** What a new workflow may begin with; the first is the default. */
export const workflowTemplates: readonly WorkflowTemplate[] = [blank, approval];
