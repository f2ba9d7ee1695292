-- Why: runs have a priority, which their steps carry, so that a claim finds its choice by index: organisation by organisation,
-- by priority, oldest first. Limits hold steps back; a step that one of them held back leaves the index of those that are due and
-- waits in the limit's own.
-- Locks: run and step, exclusively, for the moment it takes to add columns with constant defaults (no rewrite); SHARE on step
-- while two partial indexes are built, each of which reads the table once. The index that they replace is dropped.
-- Rollback: CREATE INDEX step_ready_partial ON step (available_at) WHERE status = 'ready'; then drop the table, the indexes
-- and the columns below. Nothing but limits and priorities is lost.

-- AlterTable
ALTER TABLE "run" ADD COLUMN     "priority" SMALLINT NOT NULL DEFAULT 5;

-- AlterTable
ALTER TABLE "step" ADD COLUMN     "connection" TEXT,
ADD COLUMN     "limited_by" UUID,
ADD COLUMN     "priority" SMALLINT NOT NULL DEFAULT 5;

-- CreateTable
CREATE TABLE "flow_limit" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "scope" TEXT NOT NULL,
    "value" TEXT NOT NULL DEFAULT '',
    "steps_max" INTEGER,
    "rate_count" INTEGER,
    "rate_seconds" INTEGER,
    "next_free_at" TIMESTAMPTZ(6),
    "revision" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "flow_limit_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "flow_limit_organisation_id_scope_value_key" ON "flow_limit"("organisation_id", "scope", "value");

ALTER TABLE flow_limit ENABLE ROW LEVEL SECURITY;
ALTER TABLE flow_limit FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON flow_limit USING (
  organisation_id::text = current_setting('app.organisation_id', true)
  OR current_setting('app.organisation_id', true) = '*');

DROP INDEX step_ready_partial;
CREATE INDEX step_due_partial ON step (organisation_id, priority, available_at)
  WHERE status = 'ready' AND limited_by IS NULL;
CREATE INDEX step_limited_partial ON step (limited_by, priority, available_at)
  WHERE status = 'ready' AND limited_by IS NOT NULL;
