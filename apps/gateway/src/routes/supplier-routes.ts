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
  removeSupplierKey,
  setEndpointKey,
  setEndpointKeyInput,
  setSupplierKey,
  setSupplierKeyInput,
  supplierListSchema,
  supplierSummarySchema,
  testedSupplierSchema,
  testSupplier,
  updateEndpoint,
  updateEndpointInput,
  updateSupplier,
  updateSupplierInput,
} from '@switchyard/application';
import { supplyLimitsSchema } from '@switchyard/domain';
import { z } from 'zod';
import { defineRoute } from './route.ts';

const scopes = ['suppliers:write'] as const;
const endpointParams = removeEndpointInput;

export const listSuppliersRoute = defineRoute({
  method: 'get',
  path: '/suppliers',
  operationId: 'listSuppliers',
  summary: 'List the suppliers with their models, keys and regions, and limits; keys are never among the answers',
  scopes,
  status: 200,
  output: supplierListSchema,
  handle: ({ app, actor }) => listSuppliers(app, actor),
});

export const getSupplierRoute = defineRoute({
  method: 'get',
  path: '/suppliers/{slug}',
  operationId: 'getSupplier',
  summary: 'Get a supplier with its models, keys and regions, and limits',
  scopes,
  params: getSupplierInput,
  status: 200,
  output: supplierSummarySchema,
  handle: ({ app, actor, params }) => getSupplier(app, actor, params),
});

export const createSupplierRoute = defineRoute({
  method: 'post',
  path: '/suppliers',
  operationId: 'createSupplier',
  summary: 'Add a supplier: a lab, a server of one’s own, rules, a classifier, or people',
  description: 'Its key is stored apart, with `setSupplierKey`. A slug that is or was in use is refused: 409.',
  scopes,
  body: z.strictObject(createSupplierInput.shape),
  status: 200,
  output: supplierSummarySchema,
  handle: async ({ app, actor, body }) => {
    const { slug } = await createSupplier(app, actor, body);
    return getSupplier(app, actor, { slug });
  },
});

export const updateSupplierRoute = defineRoute({
  method: 'put',
  path: '/suppliers/{slug}',
  operationId: 'updateSupplier',
  summary: 'Change a supplier: its models with their prices, its address, highest data class, residency, state, limits',
  description:
    'Holds within a second. Only what is sent changes; `models` replaces all of them. Send as `modelsSeen` those that the change builds upon: when somebody changed them in between, nothing is written: 409.',
  scopes,
  params: getSupplierInput,
  body: z.strictObject({
    ...updateSupplierInput.shape.changes.shape,
    modelsSeen: updateSupplierInput.shape.modelsSeen,
  }),
  status: 200,
  output: supplierSummarySchema,
  handle: async ({ app, actor, params, body: { modelsSeen, ...changes } }) => {
    await updateSupplier(app, actor, { ...params, changes, modelsSeen });
    return getSupplier(app, actor, params);
  },
});

export const setSupplierKeyRoute = defineRoute({
  method: 'put',
  path: '/suppliers/{slug}/key',
  operationId: 'setSupplierKey',
  summary: 'Store or replace a supplier’s own key; it is never shown again',
  scopes,
  params: getSupplierInput,
  body: z.strictObject({ key: setSupplierKeyInput.shape.key }),
  status: 200,
  output: supplierSummarySchema,
  handle: async ({ app, actor, params, body }) => {
    await setSupplierKey(app, actor, { ...params, ...body });
    return getSupplier(app, actor, params);
  },
});

export const removeSupplierKeyRoute = defineRoute({
  method: 'post',
  path: '/suppliers/{slug}/key/remove',
  operationId: 'removeSupplierKey',
  summary: 'Delete a supplier’s own key',
  scopes,
  params: getSupplierInput,
  status: 200,
  output: supplierSummarySchema,
  handle: async ({ app, actor, params }) => {
    await removeSupplierKey(app, actor, params);
    return getSupplier(app, actor, params);
  },
});

export const testSupplierRoute = defineRoute({
  method: 'post',
  path: '/suppliers/{slug}/test',
  operationId: 'testSupplier',
  summary: 'Ask a supplier for its list of models, with its key: one call that changes and costs nothing',
  scopes,
  params: getSupplierInput,
  status: 200,
  output: testedSupplierSchema,
  handle: ({ app, actor, params }) => testSupplier(app, actor, params),
});

export const removeSupplierRoute = defineRoute({
  method: 'post',
  path: '/suppliers/{slug}/remove',
  operationId: 'removeSupplier',
  summary: 'Take a supplier out of use and delete its keys; receipts keep its name',
  scopes,
  params: getSupplierInput,
  status: 200,
  output: z.object({ isRemoved: z.literal(true) }),
  handle: async ({ app, actor, params }) => {
    await removeSupplier(app, actor, params);
    return { isRemoved: true as const };
  },
});

export const setSupplierLimitsRoute = defineRoute({
  method: 'put',
  path: '/suppliers/{slug}/limits',
  operationId: 'setSupplierLimits',
  summary: 'Set how much may be asked of a supplier at once and in a minute, by all processes together',
  description: 'Holds within a second. A limit that is left out is lifted; 0 is refused.',
  scopes,
  params: getSupplierInput,
  body: supplyLimitsSchema,
  status: 200,
  output: supplierSummarySchema,
  handle: async ({ app, actor, params, body }) => {
    await updateSupplier(app, actor, { ...params, changes: { limits: body } });
    return getSupplier(app, actor, params);
  },
});

export const addEndpointRoute = defineRoute({
  method: 'post',
  path: '/suppliers/{slug}/endpoints',
  operationId: 'addEndpoint',
  summary: 'Add a key or region to a supplier',
  scopes,
  params: getSupplierInput,
  body: z.strictObject(addEndpointInput.omit({ slug: true }).shape),
  status: 200,
  output: supplierSummarySchema,
  handle: async ({ app, actor, params, body }) => {
    await addEndpoint(app, actor, { ...params, ...body });
    return getSupplier(app, actor, params);
  },
});

export const updateEndpointRoute = defineRoute({
  method: 'put',
  path: '/suppliers/{slug}/endpoints/{label}',
  operationId: 'updateEndpoint',
  summary: 'Change the address, residency, order, share, state or limits of a key or region',
  description: '`main` is the supplier’s own: only its order, share, state and limits are changed here.',
  scopes,
  params: endpointParams,
  body: z.strictObject(updateEndpointInput.shape.changes.shape),
  status: 200,
  output: supplierSummarySchema,
  handle: async ({ app, actor, params, body }) => {
    await updateEndpoint(app, actor, { ...params, changes: body });
    return getSupplier(app, actor, params);
  },
});

export const setEndpointKeyRoute = defineRoute({
  method: 'put',
  path: '/suppliers/{slug}/endpoints/{label}/key',
  operationId: 'setEndpointKey',
  summary: 'Store or replace the key of an endpoint; it is never shown again',
  scopes,
  params: endpointParams,
  body: z.strictObject({ key: setEndpointKeyInput.shape.key }),
  status: 200,
  output: supplierSummarySchema,
  handle: async ({ app, actor, params, body }) => {
    await setEndpointKey(app, actor, { ...params, ...body });
    return getSupplier(app, actor, params);
  },
});

export const testEndpointRoute = defineRoute({
  method: 'post',
  path: '/suppliers/{slug}/endpoints/{label}/test',
  operationId: 'testEndpoint',
  summary: 'Ask an endpoint for its list of models, with its key: one call that changes and costs nothing',
  scopes,
  params: endpointParams,
  status: 200,
  output: testedSupplierSchema,
  handle: ({ app, actor, params: { slug, label } }) => testSupplier(app, actor, { slug, endpoint: label }),
});

export const removeEndpointRoute = defineRoute({
  method: 'post',
  path: '/suppliers/{slug}/endpoints/{label}/remove',
  operationId: 'removeEndpoint',
  summary: 'Remove a key or region and delete its key',
  scopes,
  params: endpointParams,
  status: 200,
  output: supplierSummarySchema,
  handle: async ({ app, actor, params }) => {
    await removeEndpoint(app, actor, params);
    return getSupplier(app, actor, { slug: params.slug });
  },
});
