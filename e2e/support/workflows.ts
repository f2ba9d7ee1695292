import type { APIRequestContext } from '@playwright/test';
import { tell } from './api.ts';

const at = (x: number, y = 0) => ({ x, y });

/** A request that the named people decide: approved, rejected or sent back. */
export const approvalProcess = (emails: readonly string[]) => ({
  v: 1,
  nodes: [
    {
      id: 'start',
      kind: 'start',
      name: 'Request',
      position: at(0),
      config: {
        input: {
          type: 'object',
          properties: { subject: { type: 'string', title: 'Subject' }, amount: { type: 'number', title: 'Amount' } },
          required: ['subject', 'amount'],
        },
        triggers: [{ type: 'form' }, { type: 'api' }, { type: 'webhook' }],
      },
    },
    {
      id: 'decide',
      kind: 'approval',
      name: 'Decide the request',
      position: at(280),
      config: {
        title: '{{ input.subject }}',
        description: '{{ input.subject }} for {{ input.amount }}',
        stages: [{ name: 'Decision', who: { users: emails, groups: [], roles: [] }, approvalsNeeded: 1 }],
        facts: [{ label: 'Amount', value: 'input.amount' }],
        allowsChanges: true,
      },
    },
    { id: 'granted', kind: 'end', name: 'Granted', position: at(560), config: { outcome: 'granted' } },
    { id: 'refused', kind: 'end', name: 'Refused', position: at(560, 160), config: { outcome: 'refused' } },
    { id: 'back', kind: 'end', name: 'Sent back', position: at(560, 320), config: { outcome: 'sent_back' } },
  ],
  edges: [
    { id: 'e1', from: 'start', to: 'decide' },
    { id: 'e2', from: 'decide', to: 'granted', port: 'approved' },
    { id: 'e3', from: 'decide', to: 'refused', port: 'rejected' },
    { id: 'e4', from: 'decide', to: 'back', port: 'changes' },
  ],
});

/** Fails until somebody sets the variable `rate`, and holds what fails. */
export const heldProcess = {
  v: 1,
  settings: { onFailure: 'hold' },
  nodes: [
    { id: 'start', kind: 'start', name: 'Start', position: at(0), config: { triggers: [{ type: 'api' }] } },
    {
      id: 'total',
      kind: 'set',
      name: 'Work out the total',
      position: at(280),
      config: { assignments: [{ name: 'total', value: '3 * vars.rate' }] },
    },
    {
      id: 'end',
      kind: 'end',
      name: 'Done',
      position: at(560),
      config: { output: [{ name: 'total', value: 'vars.total' }] },
    },
  ],
  edges: [
    { id: 'e1', from: 'start', to: 'total' },
    { id: 'e2', from: 'total', to: 'end' },
  ],
};

export interface PublishedWorkflow {
  readonly slug: string;
  readonly newWebhook: { readonly url: string; readonly secret: string } | null;
}

/** Creates and publishes a workflow as whoever `request` belongs to. */
export const publishWorkflow = async (
  request: APIRequestContext,
  name: string,
  definition: object,
): Promise<PublishedWorkflow> => {
  const given = name.toLowerCase().replaceAll(' ', '-');
  const file = { format: 'switchyard-workflow', v: 1, slug: given, name, description: '', definition };
  const { slug, revision } = await tell(request, 'workflows.create', { name, from: { kind: 'file', file } });
  const { newWebhook } = await tell(request, 'workflows.publish', { slug, revision, note: 'First' });
  return { slug, newWebhook };
};

const messageStart = {
  id: 'start',
  kind: 'start',
  name: 'Message',
  position: at(0),
  config: {
    input: { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] },
    triggers: [{ type: 'api' }],
  },
};

/** One AI step of a task of the demo, for a message that its word list does not know. */
export const taskProcess = {
  v: 1,
  nodes: [
    messageStart,
    {
      id: 'triage',
      kind: 'task',
      name: 'What is it about?',
      position: at(280),
      config: { task: 'triage-message', input: [{ name: 'message', value: 'input.message' }] },
    },
    { id: 'end', kind: 'end', name: 'Known', position: at(560), config: { outcome: 'known' } },
  ],
  edges: [
    { id: 'e1', from: 'start', to: 'triage' },
    { id: 'e2', from: 'triage', to: 'end' },
  ],
};

/** An agent step on a task of the demo, without tools so far; this person approves its calls. */
export const agentProcess = (approver: string) => ({
  v: 1,
  nodes: [
    messageStart,
    {
      id: 'help',
      kind: 'agent',
      name: 'Help the customer',
      position: at(280),
      config: {
        task: 'answer-customer',
        input: [{ name: 'message', value: 'input.message' }],
        tools: [],
        approval: {
          stages: [{ name: 'Refunds', who: { users: [approver], groups: [], roles: [] }, approvalsNeeded: 1 }],
        },
      },
    },
    { id: 'end', kind: 'end', name: 'Helped', position: at(560), config: { outcome: 'helped' } },
  ],
  edges: [
    { id: 'e1', from: 'start', to: 'help' },
    { id: 'e2', from: 'help', to: 'end' },
  ],
});

/** An agent step that may only calculate, and costs no more than this; what fails is held. Micro-dollars. */
export const boundedAgentProcess = (costMicroUsdMax: number) => ({
  v: 1,
  settings: { onFailure: 'hold' },
  nodes: [
    messageStart,
    {
      id: 'help',
      kind: 'agent',
      name: 'Help the customer',
      position: at(280),
      config: {
        task: 'answer-customer',
        input: [{ name: 'message', value: 'input.message' }],
        tools: [{ kind: 'calculate' }],
        limits: { costMicroUsdMax },
      },
    },
    { id: 'end', kind: 'end', name: 'Helped', position: at(560), config: { outcome: 'helped' } },
  ],
  edges: [
    { id: 'e1', from: 'start', to: 'help' },
    { id: 'e2', from: 'help', to: 'end' },
  ],
});
