-- Why: runs are cancelled and set aside in bulk as they are retried; what was refused is counted by its reason.
-- Runs of one workflow that failed, wait or were cancelled are listed without reading those of all others: what completes, nearly
-- everything, is not in the index and costs it nothing.
-- Locks: ACCESS EXCLUSIVE on bulk_operation, a short table, for the moment it takes to note columns with a constant default; SHARE on
-- run while the index is built, some seconds for 3 million runs: writes wait so long.
-- Rollback: DROP INDEX run_standing_partial; ALTER TABLE "bulk_operation" DROP COLUMN "cancelled", DROP COLUMN "set_aside", DROP COLUMN "causes"; rows of other
-- kinds than 'retry' are deleted first.

-- AlterTable
ALTER TABLE "bulk_operation" ADD COLUMN     "cancelled" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "set_aside" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "causes" JSONB NOT NULL DEFAULT '{}';

CREATE INDEX "run_standing_partial" ON "run"("organisation_id", "workflow_id", "status", "id")
  WHERE status IN ('waiting', 'failed', 'cancelled');
