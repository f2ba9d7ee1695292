-- Why: runs that failed because their workflow was wrong are run again in bulk on the version that mends it, not only on their own.
-- Locks: ACCESS EXCLUSIVE on bulk_operation, a short table, for the moment it takes to note a column with a constant default.
-- Rollback: ALTER TABLE "bulk_operation" DROP COLUMN "version".

-- AlterTable
ALTER TABLE "bulk_operation" ADD COLUMN     "version" TEXT NOT NULL DEFAULT 'same';
