import {
  correctionSchema,
  correctSpend,
  correctSpendInput,
  getSpend,
  getSpendInput,
  getSupplierPerformance,
  getUnitCost,
  getUnitCostInput,
  getWaste,
  importedInvoiceSchema,
  importInvoice,
  importInvoiceInput,
  invoicePageSchema,
  listInvoices,
  listInvoicesInput,
  listReceipts,
  listReceiptsInput,
  listSpendCorrections,
  listSpendCorrectionsInput,
  receiptPageSchema,
  reconcileInvoice,
  reconciliationSchema,
  removedInvoiceSchema,
  removeInvoice,
  spendCorrectionPageSchema,
  spendSchema,
  subjectTraceSchema,
  supplierPerformanceSchema,
  traceSubject,
  traceSubjectInput,
  unitCostSchema,
  wasteSchema,
  whatIf,
  whatIfInput,
  whatIfSchema,
} from '@switchyard/application';
import { z } from 'zod';
import { defineRoute } from './route.ts';

/** Numbers and booleans of an address arrive as text. */
const asNumber = z.coerce.number().int();
const asBoolean = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .optional();
const period = z.strictObject({
  ...getSpendInput.shape,
  days: asNumber.min(1).max(366).default(30),
  isSimulated: asBoolean,
});

export const listReceiptsRoute = defineRoute({
  method: 'get',
  path: '/receipts',
  operationId: 'listReceipts',
  summary: 'List receipts, newest first, narrowed like the spend they add up to',
  scopes: ['runs:read'],
  query: z.strictObject({
    ...listReceiptsInput.shape,
    limit: asNumber.min(1).max(200).default(50),
    isSimulated: asBoolean,
    hasErrors: asBoolean,
    isCacheHit: asBoolean,
  }),
  status: 200,
  output: receiptPageSchema,
  handle: ({ app, actor, query }) => listReceipts(app, actor, query),
});

export const getSpendRoute = defineRoute({
  method: 'get',
  path: '/spend',
  operationId: 'getSpend',
  summary: 'Read what AI work cost in a period, by day, supplier, model, task, process, person and API key',
  scopes: ['runs:read'],
  query: period,
  status: 200,
  output: spendSchema,
  handle: ({ app, actor, query }) => getSpend(app, actor, query),
});

export const getUnitCostRoute = defineRoute({
  method: 'get',
  path: '/spend/unit-cost',
  operationId: 'getUnitCost',
  summary: 'Read what a run costs, day by day',
  scopes: ['runs:read'],
  query: z.strictObject({ ...getUnitCostInput.shape, days: asNumber.min(1).max(366).default(30) }),
  status: 200,
  output: unitCostSchema,
  handle: ({ app, actor, query }) => getUnitCost(app, actor, query),
});

export const getSupplierPerformanceRoute = defineRoute({
  method: 'get',
  path: '/spend/suppliers',
  operationId: 'getSupplierPerformance',
  summary: 'Read latency and errors of each supplier and model',
  scopes: ['runs:read'],
  query: period,
  status: 200,
  output: supplierPerformanceSchema,
  handle: ({ app, actor, query }) => getSupplierPerformance(app, actor, query),
});

export const getWasteRoute = defineRoute({
  method: 'get',
  path: '/spend/waste',
  operationId: 'getWaste',
  summary: 'Find money spent for nothing, or on more than was needed',
  scopes: ['runs:read'],
  query: period,
  status: 200,
  output: wasteSchema,
  handle: ({ app, actor, query }) => getWaste(app, actor, query),
});

export const whatIfRoute = defineRoute({
  method: 'post',
  path: '/spend/what-if',
  operationId: 'whatIf',
  summary: 'Replay a draft policy over past receipts, page by page',
  description: 'Nothing is called and nothing is changed. Go on with `nextCursor` until it is null or enough is seen.',
  scopes: ['runs:read'],
  body: z.strictObject(whatIfInput.shape),
  status: 200,
  output: whatIfSchema,
  handle: ({ app, actor, body }) => whatIf(app, actor, body),
});

export const listInvoicesRoute = defineRoute({
  method: 'get',
  path: '/invoices',
  operationId: 'listInvoices',
  summary: 'List imported invoices of suppliers, newest first',
  scopes: ['runs:read'],
  query: z.strictObject({ ...listInvoicesInput.shape, limit: asNumber.min(1).max(200).default(50) }),
  status: 200,
  output: invoicePageSchema,
  handle: ({ app, actor, query }) => listInvoices(app, actor, query),
});

export const importInvoiceRoute = defineRoute({
  method: 'post',
  path: '/invoices',
  operationId: 'importInvoice',
  summary: 'Import a supplier’s invoice from CSV, saying which columns are day, model and amount',
  description:
    'An invoice with the same days, models and amounts of that supplier is the one that is there: `isKnown`, and nothing is added.',
  scopes: ['budgets:write'],
  body: z.strictObject(importInvoiceInput.shape),
  status: 200,
  output: importedInvoiceSchema,
  handle: ({ app, actor, body }) => importInvoice(app, actor, body),
});

export const reconcileInvoiceRoute = defineRoute({
  method: 'get',
  path: '/invoices/{id}',
  operationId: 'reconcileInvoice',
  summary: 'Compare an invoice with the receipts, by day and model',
  scopes: ['runs:read'],
  params: z.object({ id: z.uuid() }),
  status: 200,
  output: reconciliationSchema,
  handle: ({ app, actor, params }) => reconcileInvoice(app, actor, { invoiceId: params.id }),
});

export const removeInvoiceRoute = defineRoute({
  method: 'post',
  path: '/invoices/{id}/remove',
  operationId: 'removeInvoice',
  summary: 'Remove an imported invoice',
  description:
    'Corrections that were made from it stay in the spend ledger, and unknown cost resolved by it stays resolved.',
  scopes: ['budgets:write'],
  params: z.object({ id: z.uuid() }),
  status: 200,
  output: removedInvoiceSchema,
  handle: ({ app, actor, params }) => removeInvoice(app, actor, { invoiceId: params.id }),
});

export const correctSpendRoute = defineRoute({
  method: 'post',
  path: '/spend/corrections',
  operationId: 'correctSpend',
  summary: 'Add an entry to the spend ledger that no receipt stands for',
  scopes: ['budgets:write'],
  body: z.strictObject(correctSpendInput.shape),
  status: 200,
  output: correctionSchema,
  handle: ({ app, actor, body }) => correctSpend(app, actor, body),
});

export const traceSubjectRoute = defineRoute({
  method: 'post',
  path: '/subjects/trace',
  operationId: 'traceSubject',
  summary: 'Find where a subject’s data went: sources, suppliers, models, people, and the audit events that prove it',
  description: 'Asking is recorded in the audit log, with a hash of the key.',
  scopes: ['audit:read'],
  body: z.strictObject(traceSubjectInput.shape),
  status: 200,
  output: subjectTraceSchema,
  handle: ({ app, actor, body }) => traceSubject(app, actor, body),
});

export const listSpendCorrectionsRoute = defineRoute({
  method: 'get',
  path: '/spend/corrections',
  operationId: 'listSpendCorrections',
  summary: 'List the entries of the spend ledger that no receipt stands for, newest first',
  scopes: ['runs:read'],
  query: z.strictObject({ ...listSpendCorrectionsInput.shape, limit: asNumber.min(1).max(200).default(50) }),
  status: 200,
  output: spendCorrectionPageSchema,
  handle: ({ app, actor, query }) => listSpendCorrections(app, actor, query),
});
