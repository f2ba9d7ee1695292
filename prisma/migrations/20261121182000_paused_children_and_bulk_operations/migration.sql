-- Why: runs that a paused run has started are paused with it, and told apart from those that somebody paused by themselves;
-- a bulk retry of any number of runs is carried out by workers, survives them, and is asked for once.
-- Locks: adds a column without a default to run (a moment); otherwise a new table.
-- Rollback: resume paused runs first; DROP TABLE bulk_operation; ALTER TABLE run DROP COLUMN paused_with.

ALTER TABLE "run" ADD COLUMN "paused_with" UUID;

-- CreateTable
CREATE TABLE "bulk_operation" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "filter" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "actor" JSONB NOT NULL,
    "requested_by_label" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "expected" INTEGER NOT NULL,
    "cursor" UUID,
    "retried" INTEGER NOT NULL DEFAULT 0,
    "rerun" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "refusals" JSONB NOT NULL DEFAULT '[]',
    "stop_reason" TEXT,
    "finished_at" TIMESTAMPTZ(3),
    "lease_token" INTEGER NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(3),

    CONSTRAINT "bulk_operation_pkey" PRIMARY KEY ("organisation_id","id")
);

-- CreateIndex
CREATE INDEX "bulk_operation_organisation_id_requested_at_idx" ON "bulk_operation"("organisation_id", "requested_at");

-- What workers look for, and nothing else.
CREATE INDEX "bulk_operation_running" ON "bulk_operation"("requested_at") WHERE status = 'running';

ALTER TABLE "bulk_operation" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "bulk_operation" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "bulk_operation" USING (
  organisation_id::text = current_setting('app.organisation_id', true)
  OR current_setting('app.organisation_id', true) = '*');
CREATE STATISTICS "tenant_of_bulk_operation" ON (organisation_id::text) FROM "bulk_operation";
