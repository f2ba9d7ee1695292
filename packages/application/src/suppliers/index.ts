export { addEndpoint, addEndpointInput } from './add-endpoint.ts';
export { createSupplier, createSupplierInput } from './create-supplier.ts';
export { getSupplier, getSupplierInput } from './get-supplier.ts';
export {
  type EndpointSummary,
  listSuppliers,
  type SupplierSummary,
  supplierListSchema,
  supplierModelSchema,
  supplierSummarySchema,
} from './list-suppliers.ts';
export { removeEndpoint, removeEndpointInput } from './remove-endpoint.ts';
export { removeSupplier, removeSupplierInput } from './remove-supplier.ts';
export { removeSupplierKey, removeSupplierKeyInput } from './remove-supplier-key.ts';
export { setEndpointKey, setEndpointKeyInput } from './set-endpoint-key.ts';
export { setSupplierKey, setSupplierKeyInput } from './set-supplier-key.ts';
export { type TestedSupplier, testedSupplierSchema, testSupplier, testSupplierInput } from './test-supplier.ts';
export { updateEndpoint, updateEndpointInput } from './update-endpoint.ts';
export { updateSupplier, updateSupplierInput } from './update-supplier.ts';
