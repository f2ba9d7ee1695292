export { createSupplier, createSupplierInput } from './create-supplier.ts';
export { getSupplier, getSupplierInput } from './get-supplier.ts';
export {
  listSuppliers,
  type SupplierSummary,
  supplierListSchema,
  supplierModelSchema,
  supplierSummarySchema,
} from './list-suppliers.ts';
export { removeSupplier, removeSupplierInput } from './remove-supplier.ts';
export { removeSupplierKey, removeSupplierKeyInput } from './remove-supplier-key.ts';
export { setSupplierKey, setSupplierKeyInput } from './set-supplier-key.ts';
export { type TestedSupplier, testedSupplierSchema, testSupplier, testSupplierInput } from './test-supplier.ts';
export { updateSupplier, updateSupplierInput } from './update-supplier.ts';
