import { bulkRetry, bulkSetAside } from './bulk-attention.ts';
import { bulkCancel } from './bulk-cancel.ts';
import type { BulkKind } from './bulk-kind.ts';
import type { BulkKindName } from './bulk-operation.ts';

const kinds: Readonly<Record<BulkKindName, BulkKind>> = {
  retry: bulkRetry,
  cancel: bulkCancel,
  'set-aside': bulkSetAside,
};

/** What a kind of bulk operation finds and does. */
export const getBulkKind = (name: BulkKindName): BulkKind => kinds[name];
