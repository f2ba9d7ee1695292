/** Lives in the domain, because expressions match with it too. */
export { compileLinearPattern } from '@switchyard/domain';
