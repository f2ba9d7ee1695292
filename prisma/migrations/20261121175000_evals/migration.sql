-- Why: candidates are compared on the cases of a task before one takes another's place, a person's choice is kept with the way
-- back, and what production answers is looked at again. A call that was begun is noted first, so that none is paid twice.
-- Lock: none on what is there: seven new tables.
-- Rollback: DROP TABLE watched_call, task_watch, task_pin, eval_result, eval_run, dataset_case, dataset;
--           tasks are then done by whom the policy decides.

-- CreateTable
CREATE TABLE "dataset" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "grading" JSONB NOT NULL,
    "data_class" TEXT NOT NULL,
    "created_by_label" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "dataset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dataset_case" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "dataset_id" UUID NOT NULL,
    "input" JSONB NOT NULL,
    "expected" JSONB,
    "sources" JSONB NOT NULL DEFAULT '[]',
    "origin" TEXT NOT NULL,
    "step_id" UUID,
    "digest" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "dataset_case_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "eval_run" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "dataset_id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "arms" JSONB NOT NULL,
    "grading" JSONB NOT NULL,
    "data_class" TEXT NOT NULL,
    "confidence" DOUBLE PRECISION NOT NULL,
    "margin" DOUBLE PRECISION NOT NULL,
    "status" TEXT NOT NULL,
    "stop_reason" TEXT,
    "case_count" INTEGER NOT NULL,
    "estimate" JSONB NOT NULL,
    "created_by_id" UUID,
    "created_by_label" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "eval_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "eval_result" (
    "eval_run_id" UUID NOT NULL,
    "case_id" UUID NOT NULL,
    "arm" SMALLINT NOT NULL,
    "organisation_id" UUID NOT NULL,
    "candidate_ref" TEXT,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "fence_token" INTEGER NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "output" JSONB,
    "grades" JSONB NOT NULL DEFAULT '[]',
    "score" DOUBLE PRECISION,
    "is_passed" BOOLEAN,
    "cost_micro_usd" BIGINT NOT NULL DEFAULT 0,
    "grading_cost_micro_usd" BIGINT NOT NULL DEFAULT 0,
    "duration_ms" INTEGER NOT NULL DEFAULT 0,
    "receipt_id" UUID,
    "note" TEXT,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "eval_result_pkey" PRIMARY KEY ("eval_run_id","case_id","arm")
);

-- CreateTable
CREATE TABLE "task_pin" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "candidate_ref" TEXT,
    "eval_run_id" UUID,
    "created_by_id" UUID,
    "created_by_label" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "task_pin_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task_watch" (
    "task_id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "grading" JSONB NOT NULL,
    "shadow_ref" TEXT,
    "shadow_share" DOUBLE PRECISION NOT NULL,
    "regrade_share" DOUBLE PRECISION NOT NULL,
    "drop" DOUBLE PRECISION NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "drifted_at" TIMESTAMPTZ(3),

    CONSTRAINT "task_watch_pkey" PRIMARY KEY ("task_id")
);

-- CreateTable
CREATE TABLE "watched_call" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "task_version_id" UUID NOT NULL,
    "receipt_id" UUID NOT NULL,
    "candidate_ref" TEXT NOT NULL,
    "shadow_ref" TEXT,
    "is_regraded" BOOLEAN NOT NULL,
    "data_class" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "output" JSONB NOT NULL,
    "sources" JSONB NOT NULL DEFAULT '[]',
    "status" TEXT NOT NULL DEFAULT 'pending',
    "fence_token" INTEGER NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(3),
    "score" DOUBLE PRECISION,
    "shadow_score" DOUBLE PRECISION,
    "shadow_receipt_id" UUID,
    "cost_micro_usd" BIGINT NOT NULL DEFAULT 0,
    "note" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "watched_call_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "dataset_organisation_id_task_id_idx" ON "dataset"("organisation_id", "task_id");

-- CreateIndex
CREATE INDEX "dataset_case_dataset_id_id_idx" ON "dataset_case"("dataset_id", "id");

-- CreateIndex
CREATE INDEX "dataset_case_organisation_id_idx" ON "dataset_case"("organisation_id");

-- CreateIndex
CREATE INDEX "eval_run_organisation_id_id_idx" ON "eval_run"("organisation_id", "id");

-- CreateIndex
CREATE INDEX "eval_run_dataset_id_idx" ON "eval_run"("dataset_id");

-- CreateIndex
CREATE INDEX "eval_result_organisation_id_idx" ON "eval_result"("organisation_id");

-- CreateIndex
CREATE INDEX "task_pin_organisation_id_task_id_id_idx" ON "task_pin"("organisation_id", "task_id", "id");

-- CreateIndex
CREATE INDEX "task_watch_organisation_id_idx" ON "task_watch"("organisation_id");

-- CreateIndex
CREATE INDEX "watched_call_organisation_id_task_id_id_idx" ON "watched_call"("organisation_id", "task_id", "id");

-- A dataset is found by its name; one that was put away leaves its name free.
CREATE UNIQUE INDEX dataset_name_partial ON dataset (task_id, lower(name)) WHERE archived_at IS NULL;
-- The same input is one case: a second upload of a file adds nothing.
CREATE UNIQUE INDEX dataset_case_digest_partial ON dataset_case (dataset_id, digest) WHERE removed_at IS NULL;
-- What workers look for, every second: work that is there, and work whose worker is gone.
CREATE INDEX eval_result_open_partial ON eval_result (eval_run_id, case_id, arm) WHERE status IN ('pending', 'begun');
CREATE INDEX eval_run_running_partial ON eval_run (id) WHERE status = 'running';
CREATE INDEX watched_call_open_partial ON watched_call (id) WHERE status IN ('pending', 'begun');

ALTER TABLE dataset ADD CONSTRAINT dataset_data_class_check
  CHECK (data_class IN ('public', 'internal', 'confidential', 'restricted'));
ALTER TABLE eval_run ADD CONSTRAINT eval_run_status_check
  CHECK (status IN ('planned', 'running', 'stopped', 'cancelled', 'done'));
ALTER TABLE eval_result ADD CONSTRAINT eval_result_status_check
  CHECK (status IN ('pending', 'begun', 'done', 'lost'));
ALTER TABLE task_watch ADD CONSTRAINT task_watch_share_check
  CHECK (shadow_share BETWEEN 0 AND 1 AND regrade_share BETWEEN 0 AND 1);

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['dataset', 'dataset_case', 'eval_run', 'eval_result', 'task_pin', 'task_watch', 'watched_call'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format($policy$CREATE POLICY tenant ON %I USING (
      organisation_id::text = current_setting('app.organisation_id', true)
      OR current_setting('app.organisation_id', true) = '*')$policy$, tenant_table);
    EXECUTE format('CREATE STATISTICS %I ON (organisation_id::text) FROM %I', 'tenant_of_' || tenant_table, tenant_table);
  END LOOP;
END $$;
