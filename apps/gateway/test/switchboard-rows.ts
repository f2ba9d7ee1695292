import { newId } from '@switchyard/db';

/** One row of the walk over all routes whose address needs no id of the fixture. */
interface WalkedRow {
  readonly path: () => string;
  readonly body?: unknown;
  readonly foreign: 'not found' | 'nothing of ours';
}

/** The task that the fixture holds. */
export const walkedTask = {
  slug: 'walked-task',
  name: 'Walked',
  instructions: 'Walk.',
  input: { type: 'object' as const, properties: { text: { type: 'string' as const } } },
  output: { type: 'object' as const, properties: { topic: { type: 'string' as const, enum: ['card', 'refund'] } } },
  dataClass: 'internal' as const,
};
const ownTask = { ...walkedTask, slug: 'own-task', name: 'Own' };

/** Of the walk: routes of policies, tasks, tool servers and suppliers. */
export const switchboardRows: Readonly<Record<string, WalkedRow>> = {
  listPolicies: { path: () => '/policies', foreign: 'nothing of ours' },
  getPolicy: { path: () => '/policies/rules', foreign: 'nothing of ours' },
  savePolicyDraft: {
    path: () => '/policies/rules/draft',
    body: { scope: { taskId: newId() }, rules: {}, revision: 0 },
    foreign: 'not found',
  },
  assessPolicyDraft: {
    path: () => '/policies/rules/draft/assess',
    body: { scope: { taskId: newId() } },
    foreign: 'not found',
  },
  publishPolicy: {
    path: () => '/policies/rules/publish',
    body: { scope: { taskId: newId() }, revision: 1, note: 'Walked' },
    foreign: 'not found',
  },
  takeBackPolicy: {
    path: () => '/policies/rules/take-back',
    body: { scope: { taskId: newId() }, number: 1, note: 'Walked' },
    foreign: 'not found',
  },
  clearAnswers: { path: () => '/answers/clear', foreign: 'nothing of ours' },
  listTasks: { path: () => '/tasks', foreign: 'nothing of ours' },
  createTask: { path: () => '/tasks', body: { spec: ownTask }, foreign: 'nothing of ours' },
  getTask: { path: () => '/tasks/walked-task', foreign: 'not found' },
  saveTask: { path: () => '/tasks/walked-task/draft', body: { spec: walkedTask }, foreign: 'not found' },
  tryTask: { path: () => '/tasks/walked-task/try', body: { input: {} }, foreign: 'not found' },
  publishTask: { path: () => '/tasks/walked-task/publish', foreign: 'not found' },
  // Others of the table go by the task of this name.
  removeTask: { path: () => '/tasks/walked-off/remove', foreign: 'not found' },
  listToolServers: { path: () => '/tool-servers', foreign: 'nothing of ours' },
  registerToolServer: {
    path: () => '/tool-servers',
    body: { spec: { slug: 'own-shop', name: 'Own shop', url: 'http://127.0.0.1:1/mcp', dataClassMax: 'internal' } },
    foreign: 'nothing of ours',
  },
  listServerTools: { path: () => '/tool-servers/walked-shop/tools', foreign: 'not found' },
  removeToolServer: { path: () => '/tool-servers/walked-shop/remove', foreign: 'not found' },
  listSuppliers: { path: () => '/suppliers', foreign: 'nothing of ours' },
  createSupplier: {
    path: () => '/suppliers',
    body: { slug: 'own-lab', name: 'Own', kind: 'openai', dataClassMax: 'internal' },
    foreign: 'nothing of ours',
  },
  getSupplier: { path: () => '/suppliers/walked-lab', foreign: 'not found' },
  updateSupplier: { path: () => '/suppliers/walked-lab', body: { isEnabled: true }, foreign: 'not found' },
  setSupplierKey: {
    path: () => '/suppliers/walked-lab/key',
    body: { key: 'sk-walked-walked' },
    foreign: 'not found',
  },
  removeSupplierKey: { path: () => '/suppliers/walked-lab/key/remove', foreign: 'not found' },
  testSupplier: { path: () => '/suppliers/walked-lab/test', foreign: 'not found' },
  removeSupplier: { path: () => '/suppliers/walked-lab/remove', foreign: 'not found' },
  setSupplierLimits: { path: () => '/suppliers/walked-lab/limits', body: { callsAtOnce: 5 }, foreign: 'not found' },
  addEndpoint: {
    path: () => '/suppliers/walked-lab/endpoints',
    body: { endpoint: { label: 'walked-too' } },
    foreign: 'not found',
  },
  updateEndpoint: {
    path: () => '/suppliers/walked-lab/endpoints/walked-spare',
    body: { weight: 2 },
    foreign: 'not found',
  },
  setEndpointKey: {
    path: () => '/suppliers/walked-lab/endpoints/walked-spare/key',
    body: { key: 'sk-walked-walked' },
    foreign: 'not found',
  },
  testEndpoint: { path: () => '/suppliers/walked-lab/endpoints/walked-spare/test', foreign: 'not found' },
  removeEndpoint: { path: () => '/suppliers/walked-lab/endpoints/walked-too/remove', foreign: 'not found' },
};
