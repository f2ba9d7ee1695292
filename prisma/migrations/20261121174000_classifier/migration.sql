-- Why: local classifiers. The labelled cases of a task, the versions trained from them with their evaluation, which of them answers,
-- and trainings as rows that workers lease, so that one survives the end of the process that carries it out.
-- Locks: none on tables that exist.
-- Rollback: drop the four tables; remove suppliers of kind "classifier" first. Cases and versions are lost.

-- CreateTable
CREATE TABLE "labelled_case" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "input_hash" BYTEA NOT NULL,
    "input" JSONB NOT NULL,
    "expected" JSONB NOT NULL,
    "label" TEXT,
    "source" TEXT NOT NULL,
    "created_by_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "labelled_case_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "classifier" (
    "task_id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "adopted_version_id" UUID,
    "last_number" INTEGER NOT NULL DEFAULT 0,
    "every_days" INTEGER,
    "new_cases_min" INTEGER NOT NULL DEFAULT 20,
    "next_at" TIMESTAMPTZ(3),

    CONSTRAINT "classifier_pkey" PRIMARY KEY ("task_id")
);

-- CreateTable
CREATE TABLE "classifier_version" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "evaluation" JSONB NOT NULL,
    "held_out" JSONB NOT NULL,
    "model" BYTEA NOT NULL,
    "model_hash" TEXT NOT NULL,
    "comparison" JSONB,
    "reason" TEXT NOT NULL,
    "trained_by_id" UUID,
    "trained_by_label" TEXT NOT NULL,
    "trained_at" TIMESTAMPTZ(3) NOT NULL,
    "adopted_at" TIMESTAMPTZ(3),

    CONSTRAINT "classifier_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "classifier_training" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "requested_by_id" UUID,
    "requested_by_label" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "lease_token" INTEGER NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(3),
    "crashes" INTEGER NOT NULL DEFAULT 0,
    "progress" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "case_count" INTEGER NOT NULL DEFAULT 0,
    "version_id" UUID,
    "error" TEXT,

    CONSTRAINT "classifier_training_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "labelled_case_organisation_id_task_id_id_idx" ON "labelled_case"("organisation_id", "task_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "labelled_case_task_id_input_hash_key" ON "labelled_case"("task_id", "input_hash");

-- CreateIndex
CREATE INDEX "classifier_organisation_id_idx" ON "classifier"("organisation_id");

-- CreateIndex
CREATE INDEX "classifier_version_organisation_id_task_id_idx" ON "classifier_version"("organisation_id", "task_id");

-- CreateIndex
CREATE UNIQUE INDEX "classifier_version_task_id_number_key" ON "classifier_version"("task_id", "number");

-- CreateIndex
CREATE INDEX "classifier_training_organisation_id_task_id_id_idx" ON "classifier_training"("organisation_id", "task_id", "id");

-- A task is trained by one at a time: a second click finds the first.
CREATE UNIQUE INDEX classifier_training_live_partial ON classifier_training (task_id) WHERE status IN ('queued', 'running');
-- What workers look for each second.
CREATE INDEX classifier_training_due_partial ON classifier_training (requested_at) WHERE status IN ('queued', 'running');
CREATE INDEX classifier_next_partial ON classifier (next_at) WHERE next_at IS NOT NULL;

-- Read whole, and already compact.
ALTER TABLE classifier_version ALTER COLUMN model SET STORAGE EXTERNAL;

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['labelled_case', 'classifier', 'classifier_version', 'classifier_training'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format($policy$CREATE POLICY tenant ON %I USING (
      organisation_id::text = current_setting('app.organisation_id', true)
      OR current_setting('app.organisation_id', true) = '*')$policy$, tenant_table);
    EXECUTE format('CREATE STATISTICS %I ON (organisation_id::text) FROM %I', 'tenant_of_' || tenant_table, tenant_table);
  END LOOP;
END $$;
