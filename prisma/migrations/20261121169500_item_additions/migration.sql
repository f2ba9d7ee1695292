-- Why: a client that adds items to a list and hears nothing asks again; its key lets the items in once. The first item of an
-- addition carries it.
-- Locks: each_item, exclusively, for the moment it takes to add a column without a default (no rewrite); SHARE while the
-- partial index, empty at first, is built in one read of the table.
-- Rollback: drop the index and the column. Nothing but the memory of keys is lost.

-- AlterTable
ALTER TABLE "each_item" ADD COLUMN     "added_by_key" TEXT;

CREATE UNIQUE INDEX each_item_added_by_key_partial ON each_item (step_id, added_by_key) WHERE added_by_key IS NOT NULL;
