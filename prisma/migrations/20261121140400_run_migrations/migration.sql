-- Why: bringing running runs to another version is planned first and applied run by run; both can be left and taken up again.
-- Locks: none beyond the new tables.
-- Rollback: drop both tables. Runs that were moved stay on the version they were moved to.

-- CreateTable
CREATE TABLE "run_migration" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "workflow_id" UUID NOT NULL,
    "from_number" INTEGER,
    "to_version_id" UUID NOT NULL,
    "to_number" INTEGER NOT NULL,
    "mapping" JSONB NOT NULL,
    "filter" JSONB NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'planning',
    "digest" TEXT NOT NULL DEFAULT '',
    "cursor" UUID,
    "created_by_id" UUID,
    "created_by_label" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "begun_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "run_migration_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_migration_run" (
    "migration_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "from_version_id" UUID NOT NULL,
    "verdict" TEXT NOT NULL,
    "report" JSONB NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "outcome" TEXT,
    "outcome_reason" TEXT,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "run_migration_run_pkey" PRIMARY KEY ("migration_id","run_id")
);

-- CreateIndex
CREATE INDEX "run_migration_organisation_id_workflow_id_id_idx" ON "run_migration"("organisation_id", "workflow_id", "id");

-- CreateIndex
CREATE INDEX "run_migration_run_organisation_id_idx" ON "run_migration_run"("organisation_id");

DO $$
DECLARE tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['run_migration', 'run_migration_run'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (
         organisation_id::text = current_setting(''app.organisation_id'', true)
         OR current_setting(''app.organisation_id'', true) = ''*'')', tenant_table);
  END LOOP;
END $$;
