import {
  correctionSchema,
  correctSpend,
  correctSpendInput,
  getSavings,
  getSavingsInput,
  getSupplierPerformance,
  getSupplierPerformanceInput,
  getUnitCost,
  getUnitCostInput,
  getWaste,
  getWasteInput,
  importedInvoiceSchema,
  importInvoice,
  importInvoiceInput,
  invoicePageSchema,
  listInvoices,
  listInvoicesInput,
  listSpendCorrections,
  listSpendCorrectionsInput,
  reconcileInvoice,
  reconcileInvoiceInput,
  reconciliationSchema,
  removedInvoiceSchema,
  removeInvoice,
  removeInvoiceInput,
  savingsSchema,
  spendCorrectionPageSchema,
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
import { procedure, router } from '../trpc.ts';

export const analysisRouter = router({
  unitCost: procedure
    .input(getUnitCostInput)
    .output(unitCostSchema)
    .query(({ ctx, input }) => getUnitCost(ctx.app, ctx.actor, input)),
  suppliers: procedure
    .input(getSupplierPerformanceInput)
    .output(supplierPerformanceSchema)
    .query(({ ctx, input }) => getSupplierPerformance(ctx.app, ctx.actor, input)),
  waste: procedure
    .input(getWasteInput)
    .output(wasteSchema)
    .query(({ ctx, input }) => getWaste(ctx.app, ctx.actor, input)),
  savings: procedure
    .input(getSavingsInput)
    .output(savingsSchema)
    .query(({ ctx, input }) => getSavings(ctx.app, ctx.actor, input)),
  whatIf: procedure
    .input(whatIfInput)
    .output(whatIfSchema)
    .query(({ ctx, input }) => whatIf(ctx.app, ctx.actor, input)),
  invoices: procedure
    .input(listInvoicesInput)
    .output(invoicePageSchema)
    .query(({ ctx, input }) => listInvoices(ctx.app, ctx.actor, input)),
  importInvoice: procedure
    .input(importInvoiceInput)
    .output(importedInvoiceSchema)
    .mutation(({ ctx, input }) => importInvoice(ctx.app, ctx.actor, input)),
  removeInvoice: procedure
    .input(removeInvoiceInput)
    .output(removedInvoiceSchema)
    .mutation(({ ctx, input }) => removeInvoice(ctx.app, ctx.actor, input)),
  reconcile: procedure
    .input(reconcileInvoiceInput)
    .output(reconciliationSchema)
    .query(({ ctx, input }) => reconcileInvoice(ctx.app, ctx.actor, input)),
  correctSpend: procedure
    .input(correctSpendInput)
    .output(correctionSchema)
    .mutation(({ ctx, input }) => correctSpend(ctx.app, ctx.actor, input)),
  corrections: procedure
    .input(listSpendCorrectionsInput)
    .output(spendCorrectionPageSchema)
    .query(({ ctx, input }) => listSpendCorrections(ctx.app, ctx.actor, input)),
  // A question that is itself recorded changes something, so it is no query.
  traceSubject: procedure
    .input(traceSubjectInput)
    .output(subjectTraceSchema)
    .mutation(({ ctx, input }) => traceSubject(ctx.app, ctx.actor, input)),
});
