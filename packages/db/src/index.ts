export {
  type Database,
  type DatabaseOptions,
  openDatabase,
  type PrismaTx,
  type Scope,
  type SqlValue,
  type Tx,
} from './database.ts';
export { firstIdAt } from './id-range.ts';
export { newId } from './new-id.ts';
