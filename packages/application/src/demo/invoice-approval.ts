import type { Definition } from '@switchyard/domain';
import { definitionSchema } from '@switchyard/domain';

const inFinance = { users: [], groups: ['Finance'], roles: [] };

const facts = [
  { label: 'Company', value: 'steps.extract.output.company' },
  { label: 'Total', value: 'steps.extract.output.total' },
  { label: 'Date', value: 'steps.extract.output.date' },
  { label: 'Known vendor', value: 'steps.policy.output.knownVendor' },
];

const title = '{{ steps.extract.output.company }}: {{ text(steps.extract.output.total) }}';

const approval = (id: string, name: string, x: number, y: number, approvalsNeeded: number) => ({
  id,
  kind: 'approval',
  name,
  position: { x, y },
  config: {
    title,
    description: 'Receipt “{{ input.reference }}” of {{ steps.extract.output.date }}, {{ steps.policy.output.why }}.',
    stages: [{ name: 'Finance', who: inFinance, approvalsNeeded }],
    facts,
    evidence: ['extract', 'policy'],
    risk: approvalsNeeded > 1 ? 'high' : 'low',
    deadline: 'P5D',
  },
});

/** What is in the vendor source under a name that is nearly the printed one. */
const knownVendor = 'sources.vendors.exists(v, similarity(fold(v.name), fold(steps.extract.output.company)) >= 0.82)';

const policyRules = [
  { when: ['value <= 100.0', 'value'], output: ["'straight'", 'true', "'a small amount from a known vendor'"] },
  { when: ['value <= 1000.0', 'value'], output: ["'one'", 'true', "'a medium amount from a known vendor'"] },
  { when: ['value > 1000.0', 'value'], output: ["'two'", 'true', "'more than 1,000'"] },
  { when: ['value <= 500.0', '!value'], output: ["'one'", 'false', "'the vendor is not in the vendor list'"] },
  { when: ['', ''], output: ["'two'", 'false', "'more than 500 from a vendor that is not in the vendor list'"] },
];

const openingNodes = [
  {
    id: 'start',
    kind: 'start',
    name: 'Receipt arrives',
    position: { x: 0, y: 160 },
    config: {
      input: {
        type: 'object',
        properties: {
          reference: { type: 'string', title: 'Reference', maxLength: 120, description: 'File name or number' },
          document: { type: 'string', format: 'text', title: 'Text of the receipt', maxLength: 100_000 },
        },
        required: ['reference', 'document'],
      },
      triggers: [{ type: 'form' }, { type: 'api' }, { type: 'webhook' }],
    },
  },
  {
    id: 'extract',
    kind: 'task',
    name: 'Read the receipt',
    position: { x: 260, y: 160 },
    config: { task: 'extract-receipt', input: [{ name: 'document', value: 'input.document' }] },
  },
  {
    id: 'policy',
    kind: 'decisionTable',
    name: 'Apply the spending policy',
    position: { x: 520, y: 160 },
    config: {
      sources: ['vendors'],
      inputs: [
        { label: 'Total', value: 'number(steps.extract.output.total)' },
        { label: 'Known vendor', value: knownVendor },
      ],
      outputs: ['route', 'knownVendor', 'why'],
      rules: policyRules,
      hitPolicy: 'first',
    },
  },
  { id: 'route', kind: 'decision', name: 'Who must say yes?', position: { x: 780, y: 160 }, config: {} },
];

const closingNodes = (ledgerUrl: string) => [
  approval('oneApprover', 'Finance approves', 1120, 160, 1),
  approval('twoApprovers', 'Two in Finance approve', 1120, 360, 2),
  {
    id: 'post',
    kind: 'http',
    name: 'Post to the ledger',
    position: { x: 1420, y: 0 },
    config: {
      method: 'POST',
      url: ledgerUrl,
      body: '{"reference": input.reference, "company": steps.extract.output.company, "date": steps.extract.output.date, "total": steps.extract.output.total}',
      isIdempotent: true,
      retry: { maxAttempts: 5, initialDelayMs: 500, maxDelayMs: 30_000 },
    },
  },
  {
    id: 'booked',
    kind: 'end',
    name: 'Booked',
    position: { x: 1690, y: 0 },
    config: {
      outcome: 'booked',
      output: [
        { name: 'company', value: 'steps.extract.output.company' },
        { name: 'total', value: 'steps.extract.output.total' },
        { name: 'date', value: 'steps.extract.output.date' },
        { name: 'entry', value: 'steps.post.output.body.entryId' },
      ],
    },
  },
  { id: 'rejected', kind: 'end', name: 'Rejected', position: { x: 1420, y: 200 }, config: { outcome: 'rejected' } },
  {
    id: 'sentBack',
    kind: 'end',
    name: 'Sent back',
    position: { x: 1420, y: 320 },
    config: { outcome: 'sent_back' },
  },
  {
    id: 'undecided',
    kind: 'end',
    name: 'Nobody decided',
    position: { x: 1420, y: 440 },
    config: { outcome: 'undecided' },
  },
];

const edges = [
  { id: 'e1', from: 'start', to: 'extract' },
  { id: 'e2', from: 'extract', to: 'policy' },
  { id: 'e3', from: 'policy', to: 'route' },
  {
    id: 'e4',
    from: 'route',
    to: 'post',
    condition: "steps.policy.output.route == 'straight'",
    label: 'straight through',
  },
  {
    id: 'e5',
    from: 'route',
    to: 'oneApprover',
    condition: "steps.policy.output.route == 'one'",
    label: 'one approver',
  },
  { id: 'e6', from: 'route', to: 'twoApprovers', isOtherwise: true, label: 'two approvers' },
  ...['oneApprover', 'twoApprovers'].flatMap((from) => [
    { id: `${from}-yes`, from, to: 'post', port: 'approved' },
    { id: `${from}-no`, from, to: 'rejected', port: 'rejected' },
    { id: `${from}-back`, from, to: 'sentBack', port: 'changes' },
    { id: `${from}-late`, from, to: 'undecided', port: 'expired' },
  ]),
  { id: 'e7', from: 'post', to: 'booked' },
];

/** Receipt text → extraction → comparison with the vendor list → straight through, one or two approvers → ledger. */
export const invoiceApproval = (ledgerUrl: string): Definition =>
  definitionSchema.parse({ v: 1, nodes: [...openingNodes, ...closingNodes(ledgerUrl)], edges });
