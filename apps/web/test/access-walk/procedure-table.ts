import type { Permission } from '@switchyard/access';
import type { WorldIds } from './world.ts';

export interface ProcedureRow {
  /** Permission the procedure asks for; `signed-in` for what everybody may do with their own things; `public` without session. */
  readonly needs: Permission | 'signed-in' | 'public';
  readonly input?: (ids: WorldIds) => unknown;
}

const bySlug =
  (name: 'workflowSlug' | 'taskSlug' | 'sourceSlug' | 'supplierSlug' | 'calendarSlug') => (ids: WorldIds) => ({
    slug: ids[name],
  });

const supplier = { slug: 'walk-supplier', name: 'Walk', kind: 'rules', dataClassMax: 'internal' };
const task = {
  slug: 'walk-task',
  name: 'Walk',
  instructions: 'Walk.',
  input: { type: 'object', properties: {} },
  output: { type: 'object', properties: {} },
  dataClass: 'internal',
};
const source = {
  slug: 'walk-source',
  name: 'Walk',
  authority: 'derived',
  dataClass: 'internal',
  config: { kind: 'http', url: 'http://127.0.0.1:1/rows' },
};
const open = [{ from: '09:00', to: '17:00' }];
const calendar = {
  slug: 'walk-calendar',
  name: 'Walk',
  timeZone: 'UTC',
  weekly: { monday: open, tuesday: open, wednesday: open, thursday: open, friday: open, saturday: [], sunday: [] },
  holidays: [],
};
const budget = { name: 'Walk', scope: 'organisation', period: 'month', capMicroUsd: 1_000_000_000 };
const draft = { v: 1, nodes: [], edges: [] };
/** Chosen by whoever asks, and each organisation's own. */
const bulkId = '019a0000-0000-7000-8000-000000000001';

/** Every procedure of the web API. One that is missing here fails the walk. */
export const procedureTable: Record<string, ProcedureRow> = {
  'apiKeys.list': { needs: 'api-keys.manage' },
  'apiKeys.create': {
    needs: 'api-keys.manage',
    input: () => ({ name: 'Walk', scopes: ['runs:read'], expiresInDays: 1 }),
  },
  'apiKeys.update': {
    needs: 'api-keys.manage',
    input: ({ apiKeyId }) => ({ id: apiKeyId, revision: 1, changes: { callsPerMinute: 60 } }),
  },
  'apiKeys.rotate': { needs: 'api-keys.manage', input: ({ apiKeyId }) => ({ id: apiKeyId, graceMinutes: 0 }) },
  'apiKeys.revoke': { needs: 'api-keys.manage', input: ({ apiKeyId }) => ({ id: apiKeyId }) },
  'attention.list': { needs: 'runs.read', input: () => ({}) },
  'attention.groups': { needs: 'runs.read', input: () => ({}) },
  'attention.count': { needs: 'runs.read' },
  'audit.list': { needs: 'audit.read', input: () => ({}) },
  'audit.get': { needs: 'audit.read', input: ({ eventId }) => ({ id: eventId, eventId }) },
  'audit.status': { needs: 'audit.read' },
  'audit.facets': { needs: 'audit.read' },
  'bulk.preview': { needs: 'runs.operate', input: () => ({ kind: 'cancel', filter: {} }) },
  'bulk.start': {
    needs: 'runs.operate',
    input: () => ({
      kind: 'cancel',
      id: bulkId,
      filter: { workflowSlug: 'walked-by-nobody' },
      reason: 'Tidy',
    }),
  },
  'bulk.list': { needs: 'runs.read' },
  'bulk.get': { needs: 'runs.read', input: () => ({ id: bulkId }) },
  'bulk.stop': { needs: 'runs.operate', input: () => ({ id: bulkId }) },
  'calendars.list': { needs: 'workflows.read' },
  'calendars.get': { needs: 'workflows.read', input: bySlug('calendarSlug') },
  'calendars.create': { needs: 'calendars.edit', input: () => ({ spec: calendar }) },
  'calendars.update': {
    needs: 'calendars.edit',
    input: ({ calendarSlug }) => ({ spec: { ...calendar, slug: calendarSlug, name: 'Taken over' }, revision: 1 }),
  },
  'calendars.remove': { needs: 'calendars.edit', input: bySlug('calendarSlug') },
  'classifiers.get': { needs: 'tasks.read', input: bySlug('taskSlug') },
  'classifiers.cases': { needs: 'tasks.edit', input: bySlug('taskSlug') },
  'classifiers.eraseCases': { needs: 'tasks.edit', input: ({ taskSlug }) => ({ slug: taskSlug, ids: null }) },
  'classifiers.train': { needs: 'tasks.edit', input: bySlug('taskSlug') },
  'classifiers.cancelTraining': { needs: 'tasks.edit', input: bySlug('taskSlug') },
  'classifiers.adopt': { needs: 'tasks.edit', input: ({ taskSlug }) => ({ slug: taskSlug, number: null }) },
  'classifiers.schedule': { needs: 'tasks.edit', input: ({ taskSlug }) => ({ slug: taskSlug, everyDays: 1 }) },
  'home.get': { needs: 'runs.read' },
  'inbox.list': { needs: 'inbox.read', input: () => ({}) },
  'inbox.count': { needs: 'inbox.read' },
  'inbox.get': { needs: 'inbox.read', input: ({ approvalId }) => ({ id: approvalId }) },
  'inbox.decide': {
    needs: 'approvals.decide',
    input: ({ approvalId, digest }) => ({ approvalId, digest, outcome: 'approved', isConfirmed: true }),
  },
  'inbox.completeWorkItem': { needs: 'inbox.read', input: ({ workItemId }) => ({ workItemId, output: {} }) },
  'people.list': { needs: 'people.read', input: () => ({}) },
  'people.invite': {
    needs: 'people.manage',
    input: () => ({ name: 'Walk', email: 'invited@example.com', roles: ['viewer'] }),
  },
  'people.changeRoles': { needs: 'people.manage', input: ({ userId }) => ({ userId, roles: ['viewer'] }) },
  'people.resetPassword': { needs: 'people.manage', input: ({ userId }) => ({ userId }) },
  'people.deactivate': { needs: 'people.manage', input: ({ userId }) => ({ userId }) },
  'people.restore': { needs: 'people.manage', input: ({ userId }) => ({ userId }) },
  'people.groups.list': { needs: 'people.read' },
  'people.groups.create': { needs: 'people.manage', input: () => ({ name: 'Walk' }) },
  'people.groups.rename': { needs: 'people.manage', input: ({ groupId }) => ({ groupId, name: 'Taken over' }) },
  'people.groups.setMembers': { needs: 'people.manage', input: ({ groupId }) => ({ groupId, memberIds: [] }) },
  'people.groups.remove': { needs: 'people.manage', input: ({ groupId }) => ({ groupId }) },
  'policies.list': { needs: 'receipts.read' },
  'policies.get': { needs: 'receipts.read', input: () => ({}) },
  'policies.assess': { needs: 'receipts.read', input: () => ({ scope: {} }) },
  'policies.saveDraft': {
    needs: 'suppliers.manage',
    input: () => ({ scope: {}, rules: {}, revision: 0 }),
  },
  'policies.forgetAnswers': { needs: 'suppliers.manage' },
  'policies.publish': {
    needs: 'suppliers.manage',
    input: () => ({ scope: {}, revision: 1, note: 'walk' }),
  },
  'policies.takeBack': {
    needs: 'suppliers.manage',
    input: () => ({ scope: {}, number: 1, note: 'walk' }),
  },
  'receipts.list': { needs: 'receipts.read', input: ({ runId }) => ({ runId }) },
  'receipts.get': { needs: 'receipts.read', input: ({ receiptId }) => ({ id: receiptId, receiptId }) },
  'receipts.replay': { needs: 'receipts.read', input: ({ receiptId }) => ({ id: receiptId, receiptId }) },
  'receipts.spend': { needs: 'receipts.read', input: () => ({}) },
  'analysis.unitCost': { needs: 'receipts.read', input: () => ({}) },
  'analysis.suppliers': { needs: 'receipts.read', input: () => ({}) },
  'analysis.waste': { needs: 'receipts.read', input: () => ({}) },
  'analysis.savings': { needs: 'receipts.read', input: () => ({}) },
  'analysis.whatIf': { needs: 'receipts.read', input: () => ({ policy: {} }) },
  'analysis.invoices': { needs: 'receipts.read', input: () => ({}) },
  'analysis.importInvoice': {
    needs: 'budgets.manage',
    input: ({ supplierSlug }) => ({
      supplierSlug,
      fileName: 'walk.csv',
      csv: 'day,amount\n2026-11-03,1',
      columns: { day: 'day', model: null, amount: 'amount' },
    }),
  },
  'analysis.reconcile': { needs: 'receipts.read', input: ({ invoiceId }) => ({ id: invoiceId, invoiceId }) },
  'analysis.correctSpend': {
    needs: 'budgets.manage',
    input: ({ supplierSlug }) => ({ supplierSlug, day: '2026-11-03', amountMicroUsd: 1, reason: 'walk' }),
  },
  'analysis.removeInvoice': { needs: 'budgets.manage', input: ({ invoiceId }) => ({ invoiceId }) },
  'analysis.corrections': { needs: 'receipts.read', input: () => ({}) },
  'analysis.traceSubject': { needs: 'audit.read', input: () => ({ subjectKey: 'nobody' }) },
  'runMigrations.plan': {
    needs: 'workflows.publish',
    input: ({ workflowSlug }) => ({ workflowSlug, toVersion: 1 }),
  },
  'runMigrations.get': { needs: 'workflows.publish', input: ({ migrationId }) => ({ migrationId }) },
  'runMigrations.list': { needs: 'workflows.publish', input: ({ workflowSlug }) => ({ workflowSlug }) },
  'runMigrations.carryOut': {
    needs: 'workflows.publish',
    input: ({ migrationId, digest }) => ({ migrationId, digest }),
  },
  'budgets.list': { needs: 'budgets.read' },
  'budgets.get': { needs: 'budgets.read', input: ({ budgetId }) => ({ id: budgetId }) },
  'budgets.targets': { needs: 'budgets.manage' },
  'budgets.create': { needs: 'budgets.manage', input: () => ({ spec: budget }) },
  'budgets.update': {
    needs: 'budgets.manage',
    input: ({ budgetId }) => ({ id: budgetId, spec: budget, revision: 1 }),
  },
  'budgets.topUp': { needs: 'budgets.manage', input: ({ budgetId }) => ({ id: budgetId, amountMicroUsd: 1000 }) },
  'budgets.resolveUnknown': {
    needs: 'budgets.manage',
    input: ({ budgetId }) => ({
      id: budgetId,
      periodId: '01a1ffa3-5800-7000-a13c-7688cb1b507e',
      unknownMicroUsd: 1,
      actualMicroUsd: 0,
      reason: 'Invoice',
    }),
  },
  'budgets.remove': { needs: 'budgets.manage', input: ({ budgetId }) => ({ id: budgetId }) },
  'budgets.setTimeZone': { needs: 'settings.manage', input: () => ({ timeZone: 'UTC' }) },
  'evals.datasets.list': { needs: 'tasks.read', input: () => ({}) },
  'evals.datasets.get': { needs: 'tasks.read', input: ({ datasetId }) => ({ datasetId }) },
  'evals.datasets.create': { needs: 'evals.manage', input: ({ taskSlug }) => ({ taskSlug, name: 'Taken over' }) },
  'evals.datasets.upload': {
    needs: 'evals.manage',
    input: ({ datasetId }) => ({ datasetId, format: 'jsonl', content: '{"input":{}}' }),
  },
  'evals.datasets.collect': { needs: 'evals.manage', input: ({ datasetId }) => ({ datasetId, from: 'run' }) },
  'evals.datasets.removeCase': {
    needs: 'evals.manage',
    input: ({ datasetId, caseId }) => ({ datasetId, caseId }),
  },
  'evals.datasets.save': {
    needs: 'evals.manage',
    input: ({ datasetId }) => ({
      ...{ datasetId, revision: 1, intake: 'none' },
      grading: { graders: [{ grader: { kind: 'exact' } }] },
    }),
  },
  'evals.datasets.tryGrading': {
    needs: 'evals.manage',
    input: ({ datasetId, caseId }) => ({
      ...{ datasetId, caseId, output: {} },
      grading: { graders: [{ grader: { kind: 'exact' } }] },
    }),
  },
  'evals.datasets.offers': { needs: 'tasks.read', input: ({ datasetId }) => ({ datasetId }) },
  'evals.datasets.answerOffers': {
    needs: 'evals.manage',
    input: ({ datasetId, caseId }) => ({ datasetId, ids: [caseId], isTaken: true }),
  },
  'evals.datasets.remove': { needs: 'evals.manage', input: ({ datasetId }) => ({ datasetId }) },
  'evals.watches.list': { needs: 'tasks.read' },
  'evals.watches.set': {
    needs: 'evals.manage',
    input: ({ taskSlug }) => ({ taskSlug, grading: { graders: [{ grader: { kind: 'exact' } }] } }),
  },
  'evals.list': { needs: 'tasks.read', input: () => ({}) },
  'evals.get': { needs: 'tasks.read', input: ({ evalRunId }) => ({ evalRunId }) },
  'evals.results': { needs: 'tasks.read', input: ({ evalRunId }) => ({ evalRunId }) },
  'evals.wordings': { needs: 'tasks.read', input: ({ taskSlug }) => ({ taskSlug }) },
  'evals.plan': {
    needs: 'evals.manage',
    input: ({ datasetId, evalRunId }) => ({
      ...{ datasetId, evalRunId },
      incumbent: { candidateRef: 'rules' },
      challenger: { candidateRef: 'openai' },
    }),
  },
  'evals.start': { needs: 'evals.manage', input: ({ evalRunId }) => ({ evalRunId, atMostMicroUsd: 0 }) },
  'evals.cancel': { needs: 'evals.manage', input: ({ evalRunId }) => ({ evalRunId }) },
  'evals.grade': {
    needs: 'evals.manage',
    input: ({ evalRunId, caseId }) => ({ evalRunId, caseId, arm: 0, isRight: true }),
  },
  'evals.adopt': { needs: 'evals.manage', input: ({ evalRunId }) => ({ evalRunId, isConfirmed: true }) },
  'evals.rollBack': { needs: 'evals.manage', input: ({ taskSlug }) => ({ taskSlug, candidateRef: 'rules' }) },
  'limits.list': { needs: 'runs.read' },
  'limits.set': { needs: 'limits.manage', input: () => ({ spec: { scope: 'organisation', stepsMax: 100 } }) },
  'limits.remove': { needs: 'limits.manage', input: ({ limitId }) => ({ id: limitId }) },
  'runs.list': { needs: 'runs.read', input: () => ({}) },
  'runs.get': { needs: 'runs.read', input: ({ runId }) => ({ runId }) },
  'runs.start': { needs: 'runs.start', input: ({ workflowSlug }) => ({ workflowSlug, input: {} }) },
  'runs.cancel': { needs: 'runs.operate', input: ({ runId }) => ({ runId }) },
  'runs.pause': { needs: 'runs.operate', input: ({ runId }) => ({ runId }) },
  'runs.resume': { needs: 'runs.operate', input: ({ runId }) => ({ runId }) },
  'runs.retryStep': { needs: 'runs.operate', input: ({ runId, stepId }) => ({ runId, stepId }) },
  'runs.skipStep': { needs: 'runs.operate', input: ({ runId, stepId }) => ({ runId, stepId, reason: 'walk' }) },
  'runs.correctAnswer': { needs: 'runs.operate', input: ({ runId, stepId }) => ({ runId, stepId, output: {} }) },
  'runs.corrections': { needs: 'runs.read', input: ({ runId, stepId }) => ({ runId, stepId }) },
  'runs.changeVariable': {
    needs: 'runs.operate',
    input: ({ runId }) => ({ runId, name: 'walk', value: 1, revision: 1 }),
  },
  'runs.changePriority': { needs: 'runs.operate', input: ({ runId }) => ({ runId, priority: 7 }) },
  'runs.rerun': { needs: 'runs.operate', input: ({ runId }) => ({ runId }) },
  'runs.setAside': { needs: 'runs.operate', input: ({ runId }) => ({ runId, reason: 'walk' }) },
  'runs.agentTurns': { needs: 'runs.read', input: ({ runId, stepId }) => ({ runId, stepId }) },
  'runs.agentLimits': { needs: 'runs.read', input: ({ runId, stepId }) => ({ runId, stepId }) },
  'runs.items': { needs: 'runs.read', input: ({ runId, stepId }) => ({ runId, stepId }) },
  'runs.addItems': { needs: 'runs.operate', input: ({ runId, stepId }) => ({ runId, stepId, items: [1] }) },
  'runs.cancelItem': { needs: 'runs.operate', input: ({ runId, stepId }) => ({ runId, stepId, index: 0 }) },
  'runs.closeItems': { needs: 'runs.operate', input: ({ runId, stepId }) => ({ runId, stepId }) },
  'runs.sendMessage': { needs: 'runs.start', input: () => ({ name: 'walk', key: 'walk' }) },
  'runs.stateOutcome': {
    needs: 'runs.operate',
    input: ({ runId, stepId }) => ({ runId, stepId, happened: true, reason: 'walk' }),
  },
  'secrets.list': { needs: 'settings.manage' },
  'secrets.set': { needs: 'settings.manage', input: () => ({ name: 'walk-secret', value: 'walk' }) },
  'secrets.remove': { needs: 'settings.manage', input: ({ secretName }) => ({ name: secretName }) },
  'sessions.list': { needs: 'signed-in' },
  'sessions.revoke': { needs: 'signed-in', input: ({ sessionId }) => ({ sessionId }) },
  'sessions.revokeOthers': { needs: 'signed-in' },
  'sessions.changePassword': {
    needs: 'signed-in',
    input: () => ({ currentPassword: 'guess', newPassword: 'a long password to walk' }),
  },
  'settings.organisation': { needs: 'signed-in' },
  'settings.renameOrganisation': { needs: 'settings.manage', input: () => ({ name: 'Taken over' }) },
  'setup.create': {
    needs: 'public',
    input: () => ({
      organisationName: 'Walk',
      name: 'Walk',
      email: 'walk@example.com',
      password: 'a long password to walk',
    }),
  },
  'sources.list': { needs: 'sources.read', input: () => ({}) },
  'sources.get': { needs: 'sources.read', input: bySlug('sourceSlug') },
  'sources.preview': { needs: 'sources.read', input: bySlug('sourceSlug') },
  'sources.owners': { needs: 'sources.edit' },
  'sources.register': { needs: 'sources.edit', input: () => ({ spec: source }) },
  'sources.update': {
    needs: 'sources.edit',
    input: ({ sourceSlug }) => ({ slug: sourceSlug, changes: { name: 'Taken over' } }),
  },
  'sources.refresh': { needs: 'sources.edit', input: bySlug('sourceSlug') },
  'sources.archive': { needs: 'sources.edit', input: bySlug('sourceSlug') },
  'toolServers.list': { needs: 'suppliers.read' },
  'toolServers.register': {
    needs: 'suppliers.manage',
    input: () => ({
      spec: { slug: 'walk-tools', name: 'Walk', url: 'http://127.0.0.1:1/mcp', dataClassMax: 'internal' },
    }),
  },
  'toolServers.listTools': { needs: 'suppliers.manage', input: () => ({ slug: 'walked-by-nobody' }) },
  'toolServers.remove': { needs: 'suppliers.manage', input: () => ({ slug: 'walked-by-nobody' }) },
  'suppliers.list': { needs: 'suppliers.read' },
  'suppliers.get': { needs: 'suppliers.read', input: bySlug('supplierSlug') },
  'suppliers.create': { needs: 'suppliers.manage', input: () => supplier },
  'suppliers.update': {
    needs: 'suppliers.manage',
    input: ({ supplierSlug }) => ({ slug: supplierSlug, changes: { name: 'Taken over' } }),
  },
  'suppliers.setKey': {
    needs: 'suppliers.manage',
    input: ({ supplierSlug }) => ({ slug: supplierSlug, key: 'sk-walk-walk-walk-walk' }),
  },
  'suppliers.removeKey': { needs: 'suppliers.manage', input: bySlug('supplierSlug') },
  'suppliers.remove': { needs: 'suppliers.manage', input: bySlug('supplierSlug') },
  'suppliers.addEndpoint': {
    needs: 'suppliers.manage',
    input: ({ supplierSlug }) => ({ slug: supplierSlug, endpoint: { label: 'walk' } }),
  },
  'suppliers.updateEndpoint': {
    needs: 'suppliers.manage',
    input: ({ supplierSlug }) => ({ slug: supplierSlug, label: 'walk', changes: { weight: 2 } }),
  },
  'suppliers.setEndpointKey': {
    needs: 'suppliers.manage',
    input: ({ supplierSlug }) => ({ slug: supplierSlug, label: 'walk', key: 'sk-walk-walk-walk-walk' }),
  },
  'suppliers.removeEndpoint': {
    needs: 'suppliers.manage',
    input: ({ supplierSlug }) => ({ slug: supplierSlug, label: 'walk' }),
  },
  'suppliers.test': { needs: 'suppliers.manage', input: bySlug('supplierSlug') },
  'tasks.list': { needs: 'tasks.read', input: () => ({}) },
  'tasks.get': { needs: 'tasks.read', input: bySlug('taskSlug') },
  'tasks.create': { needs: 'tasks.edit', input: () => ({ spec: task }) },
  'tasks.save': {
    needs: 'tasks.edit',
    input: ({ taskSlug }) => ({ slug: taskSlug, spec: { ...task, slug: taskSlug } }),
  },
  'tasks.publish': { needs: 'tasks.edit', input: bySlug('taskSlug') },
  'tasks.tryOut': { needs: 'tasks.edit', input: ({ taskSlug }) => ({ slug: taskSlug, input: {} }) },
  'tasks.remove': { needs: 'tasks.edit', input: bySlug('taskSlug') },
  'workflows.checkScript': { needs: 'workflows.edit', input: () => ({ code: 'export const main = () => 1' }) },
  'workflows.list': { needs: 'workflows.read', input: () => ({}) },
  'workflows.get': { needs: 'workflows.read', input: bySlug('workflowSlug') },
  'workflows.templates': { needs: 'workflows.read' },
  'workflows.references': { needs: 'workflows.edit' },
  'workflows.create': { needs: 'workflows.edit', input: () => ({ name: 'Walk' }) },
  'workflows.describe': {
    needs: 'workflows.edit',
    input: ({ workflowSlug }) => ({ slug: workflowSlug, name: 'Taken over', description: '' }),
  },
  'workflows.saveDraft': {
    needs: 'workflows.edit',
    input: ({ workflowSlug }) => ({ slug: workflowSlug, revision: 1, draft }),
  },
  'workflows.publish': {
    needs: 'workflows.publish',
    input: ({ workflowSlug }) => ({ slug: workflowSlug, note: 'Walk', revision: 1 }),
  },
  'workflows.versions': { needs: 'workflows.read', input: bySlug('workflowSlug') },
  'workflows.version': { needs: 'workflows.read', input: ({ workflowSlug }) => ({ slug: workflowSlug, number: 1 }) },
  'workflows.compare': {
    needs: 'workflows.read',
    input: ({ workflowSlug }) => ({ slug: workflowSlug, from: 1, to: 1, before: 1, after: 1 }),
  },
  'workflows.restoreVersion': {
    needs: 'workflows.edit',
    input: ({ workflowSlug }) => ({ slug: workflowSlug, number: 1, revision: 1 }),
  },
  'workflows.archive': { needs: 'workflows.publish', input: bySlug('workflowSlug') },
  'workflows.restore': { needs: 'workflows.publish', input: bySlug('workflowSlug') },
  'workflows.export': { needs: 'workflows.read', input: bySlug('workflowSlug') },
  'workflows.pauseSchedule': {
    needs: 'runs.operate',
    input: ({ workflowSlug, scheduleId }) => ({ slug: workflowSlug, scheduleId }),
  },
  'workflows.resumeSchedule': {
    needs: 'runs.operate',
    input: ({ workflowSlug, scheduleId }) => ({ slug: workflowSlug, scheduleId }),
  },
  'workflows.rotateWebhookSecret': { needs: 'workflows.publish', input: bySlug('workflowSlug') },
};
