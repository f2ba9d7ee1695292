import {
  addEndpoint,
  addEndpointInput,
  createSupplier,
  createSupplierInput,
  getSupplier,
  getSupplierInput,
  listSuppliers,
  removeEndpoint,
  removeEndpointInput,
  removeSupplier,
  removeSupplierInput,
  removeSupplierKey,
  removeSupplierKeyInput,
  setEndpointKey,
  setEndpointKeyInput,
  setSupplierKey,
  setSupplierKeyInput,
  supplierListSchema,
  supplierSummarySchema,
  testedSupplierSchema,
  testSupplier,
  testSupplierInput,
  updateEndpoint,
  updateEndpointInput,
  updateSupplier,
  updateSupplierInput,
} from '@switchyard/application';
import { z } from 'zod';
import { procedure, router } from '../trpc.ts';

export const suppliersRouter = router({
  list: procedure.output(supplierListSchema).query(({ ctx }) => listSuppliers(ctx.app, ctx.actor)),
  get: procedure
    .input(getSupplierInput)
    .output(supplierSummarySchema)
    .query(({ ctx, input }) => getSupplier(ctx.app, ctx.actor, input)),
  create: procedure
    .input(createSupplierInput)
    .output(z.object({ id: z.string(), slug: z.string() }))
    .mutation(({ ctx, input }) => createSupplier(ctx.app, ctx.actor, input)),
  update: procedure
    .input(updateSupplierInput)
    .output(z.void())
    .mutation(({ ctx, input }) => updateSupplier(ctx.app, ctx.actor, input)),
  setKey: procedure
    .input(setSupplierKeyInput)
    .output(z.void())
    .mutation(({ ctx, input }) => setSupplierKey(ctx.app, ctx.actor, input)),
  removeKey: procedure
    .input(removeSupplierKeyInput)
    .output(z.void())
    .mutation(({ ctx, input }) => removeSupplierKey(ctx.app, ctx.actor, input)),
  remove: procedure
    .input(removeSupplierInput)
    .output(z.void())
    .mutation(({ ctx, input }) => removeSupplier(ctx.app, ctx.actor, input)),
  addEndpoint: procedure
    .input(addEndpointInput)
    .output(z.void())
    .mutation(({ ctx, input }) => addEndpoint(ctx.app, ctx.actor, input)),
  updateEndpoint: procedure
    .input(updateEndpointInput)
    .output(z.void())
    .mutation(({ ctx, input }) => updateEndpoint(ctx.app, ctx.actor, input)),
  setEndpointKey: procedure
    .input(setEndpointKeyInput)
    .output(z.void())
    .mutation(({ ctx, input }) => setEndpointKey(ctx.app, ctx.actor, input)),
  removeEndpoint: procedure
    .input(removeEndpointInput)
    .output(z.void())
    .mutation(({ ctx, input }) => removeEndpoint(ctx.app, ctx.actor, input)),
  test: procedure
    .input(testSupplierInput)
    .output(testedSupplierSchema)
    .mutation(({ ctx, input }) => testSupplier(ctx.app, ctx.actor, input)),
});
