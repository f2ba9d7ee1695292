-- Why: routing policies have versions, drafts and three scopes (organisation, workflow, task); routing learns from graded cases, which
-- are kept per candidate so that two can be compared on the same case; what was learned is kept by its content hash.
-- Locks: policy and evidence, exclusively, for the moment it takes to add columns with constant defaults (no rewrite).
-- Rollback: drop the four tables and the columns below. Graded cases, learned routers and drafts are lost; receipts are not touched.

-- AlterTable
ALTER TABLE "evidence" ADD COLUMN     "calls" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "errors" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "latency_p95_ms" DOUBLE PRECISION;

-- AlterTable
ALTER TABLE "policy" ADD COLUMN     "created_by_label" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "note" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "task_id" UUID;

-- CreateTable
CREATE TABLE "policy_draft" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "workflow_id" UUID,
    "task_id" UUID,
    "rules" JSONB NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "updated_by_label" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "policy_draft_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "graded_case" (
    "organisation_id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "case_key" TEXT NOT NULL,
    "segment" TEXT,
    "text" TEXT,

    CONSTRAINT "graded_case_pkey" PRIMARY KEY ("task_id","case_key")
);

-- CreateTable
CREATE TABLE "case_outcome" (
    "organisation_id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "case_key" TEXT NOT NULL,
    "candidate_ref" TEXT NOT NULL,
    "score" DOUBLE PRECISION NOT NULL,
    "cost_micro_usd" BIGINT NOT NULL,
    "output_tokens" INTEGER,
    "answer_digest" TEXT,
    "graded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "case_outcome_pkey" PRIMARY KEY ("task_id","case_key","candidate_ref")
);

-- CreateTable
CREATE TABLE "task_router" (
    "task_id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "version" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "cases" INTEGER NOT NULL,
    "body" TEXT NOT NULL,
    "learned_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "task_router_pkey" PRIMARY KEY ("task_id","version")
);

-- CreateIndex
CREATE INDEX "policy_draft_organisation_id_idx" ON "policy_draft"("organisation_id");

-- CreateIndex
CREATE INDEX "graded_case_organisation_id_idx" ON "graded_case"("organisation_id");

-- CreateIndex
CREATE INDEX "case_outcome_organisation_id_task_id_candidate_ref_idx" ON "case_outcome"("organisation_id", "task_id", "candidate_ref");

-- CreateIndex
CREATE INDEX "task_router_organisation_id_task_id_learned_at_idx" ON "task_router"("organisation_id", "task_id", "learned_at");

-- One draft per scope, and one version of each number. Null stands for “not narrowed to one”.
CREATE UNIQUE INDEX policy_draft_scope_partial ON policy_draft
  (organisation_id, coalesce(workflow_id, '00000000-0000-0000-0000-000000000000'), coalesce(task_id, '00000000-0000-0000-0000-000000000000'))
  WHERE organisation_id IS NOT NULL;
CREATE UNIQUE INDEX policy_scope_number_partial ON policy
  (organisation_id, coalesce(workflow_id, '00000000-0000-0000-0000-000000000000'), coalesce(task_id, '00000000-0000-0000-0000-000000000000'), number)
  WHERE organisation_id IS NOT NULL;

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['policy_draft', 'graded_case', 'case_outcome', 'task_router'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format($policy$CREATE POLICY tenant ON %I USING (
      organisation_id::text = current_setting('app.organisation_id', true)
      OR current_setting('app.organisation_id', true) = '*')$policy$, tenant_table);
    EXECUTE format('CREATE STATISTICS %I ON (organisation_id::text) FROM %I', 'tenant_of_' || tenant_table, tenant_table);
  END LOOP;
END $$;
