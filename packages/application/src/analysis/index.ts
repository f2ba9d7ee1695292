export { correctionSchema, correctSpend, correctSpendInput } from './correct-spend.ts';
export { type ComparedReceipt, getSavings, getSavingsInput, type Savings, savingsSchema } from './get-savings.ts';
export { getWaste, getWasteInput, type Waste, type WasteFinding, wasteSchema } from './get-waste.ts';
export { importedInvoiceSchema, importInvoice, importInvoiceInput } from './import-invoice.ts';
export { type InvoiceSummary, invoicePageSchema, listInvoices, listInvoicesInput } from './list-invoices.ts';
export {
  listSpendCorrections,
  listSpendCorrectionsInput,
  type SpendCorrection,
  spendCorrectionPageSchema,
} from './list-spend-corrections.ts';
export {
  type ReconciledLine,
  type Reconciliation,
  reconcileInvoice,
  reconcileInvoiceInput,
  reconciliationSchema,
} from './reconcile-invoice.ts';
export { removedInvoiceSchema, removeInvoice, removeInvoiceInput } from './remove-invoice.ts';
export {
  getSupplierPerformance,
  getSupplierPerformanceInput,
  type SupplierPerformance,
  supplierPerformanceSchema,
} from './supplier-performance.ts';
export {
  type SubjectTrace,
  subjectTraceSchema,
  type TracedRun,
  traceSubject,
  traceSubjectInput,
} from './trace-subject.ts';
export { getUnitCost, getUnitCostInput, type UnitCost, unitCostSchema } from './unit-cost.ts';
export { whatIf } from './what-if.ts';
export {
  type WhatIf,
  type WhatIfChange,
  type WhatIfNote,
  type WhatIfReplayed,
  type WhatIfSeen,
  whatIfInput,
  whatIfSchema,
} from './what-if-view.ts';
