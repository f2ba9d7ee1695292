import type { Definition } from '@switchyard/domain';
import { definitionSchema } from '@switchyard/domain';

export interface TriageOptions {
  /** Slug of the task that names the intent. */
  readonly task: string;
  /** Intents that a person must see at once. */
  readonly urgentIntents: readonly string[];
}

/** Customer message → intent → urgent ones to a person, the rest to their queue. */
export const supportTriage = ({ task, urgentIntents }: TriageOptions): Definition =>
  definitionSchema.parse({
    v: 1,
    nodes: [
      {
        id: 'start',
        kind: 'start',
        name: 'Message arrives',
        position: { x: 0, y: 120 },
        config: {
          input: {
            type: 'object',
            properties: {
              message: { type: 'string', format: 'text', title: 'Message', maxLength: 5000 },
              customer: { type: 'string', title: 'Customer number', maxLength: 60 },
            },
            required: ['message'],
          },
          triggers: [{ type: 'form' }, { type: 'api' }, { type: 'webhook' }],
        },
      },
      {
        id: 'triage',
        kind: 'task',
        name: 'What is it about?',
        position: { x: 260, y: 120 },
        config: { task, input: [{ name: 'message', value: 'input.message' }] },
      },
      { id: 'urgency', kind: 'decision', name: 'Urgent?', position: { x: 520, y: 120 }, config: {} },
      {
        id: 'person',
        kind: 'approval',
        name: 'A person takes over',
        position: { x: 780, y: 0 },
        config: {
          title: 'Urgent: {{ steps.triage.output.intent }}',
          description: '{{ input.message }}',
          stages: [{ name: 'Support', who: { users: [], groups: ['Support'], roles: [] }, approvalsNeeded: 1 }],
          facts: [{ label: 'Intent', value: 'steps.triage.output.intent' }],
          evidence: ['triage'],
          allowsChanges: false,
          deadline: 'PT4H',
        },
      },
      { id: 'handled', kind: 'end', name: 'Handled', position: { x: 1080, y: 0 }, config: { outcome: 'handled' } },
      {
        id: 'declined',
        kind: 'end',
        name: 'Not urgent after all',
        position: { x: 1080, y: 110 },
        config: { outcome: 'queued' },
      },
      {
        id: 'overdue',
        kind: 'end',
        name: 'Nobody answered',
        position: { x: 1080, y: 220 },
        config: { outcome: 'overdue' },
      },
      {
        id: 'queued',
        kind: 'end',
        name: 'Queued',
        position: { x: 780, y: 300 },
        config: { outcome: 'queued', output: [{ name: 'intent', value: 'steps.triage.output.intent' }] },
      },
    ],
    edges: [
      { id: 'e1', from: 'start', to: 'triage' },
      { id: 'e2', from: 'triage', to: 'urgency' },
      {
        id: 'e3',
        from: 'urgency',
        to: 'person',
        condition: `steps.triage.output.intent in ${JSON.stringify(urgentIntents)}`,
        label: 'urgent',
      },
      { id: 'e4', from: 'urgency', to: 'queued', isOtherwise: true },
      { id: 'e5', from: 'person', to: 'handled', port: 'approved' },
      { id: 'e6', from: 'person', to: 'declined', port: 'rejected' },
      { id: 'e7', from: 'person', to: 'overdue', port: 'expired' },
    ],
  });

export const urgentDemoIntents: readonly string[] = ['card_lost_or_stolen', 'payment_not_recognised', 'account_locked'];
