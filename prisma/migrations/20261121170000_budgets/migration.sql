-- Why: budgets. A budget's period is one row that says how much of its cap is taken; processes lease slices of it, calls append what they
-- came to, and whoever holds the row next counts that in. Days and months begin in the organisation's time zone. A step that a
-- budget does not admit asks people: a request of kind "budget", of which one step may have several one after the other, so the
-- unique index on the step becomes one on what is pending.
-- Locks: organisation and approval_request, exclusively, for the moment it takes to add columns with constant defaults (no rewrite);
-- SHARE on approval_request while two indexes on it are built.
-- Rollback: drop the tables and columns below and the index approval_request_pending_partial, delete requests of kind "budget",
-- then CREATE UNIQUE INDEX approval_request_step_id_key ON approval_request (step_id). Caps and what was spent of them are lost;
-- receipts are not touched.

-- DropIndex
DROP INDEX "approval_request_step_id_key";

-- AlterTable
ALTER TABLE "approval_request" ADD COLUMN     "budget_period_id" UUID,
ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'gate',
ADD COLUMN     "worst_micro_usd" BIGINT;

-- AlterTable
ALTER TABLE "organisation" ADD COLUMN     "time_zone" TEXT NOT NULL DEFAULT 'UTC';

-- CreateTable
CREATE TABLE "budget" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "target_id" UUID,
    "period" TEXT NOT NULL,
    "cap_micro_usd" BIGINT NOT NULL,
    "is_hard" BOOLEAN NOT NULL DEFAULT true,
    "warn_at" INTEGER[],
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "budget_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "budget_period" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "budget_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),
    "extra_micro_usd" BIGINT NOT NULL DEFAULT 0,
    "taken_micro_usd" BIGINT NOT NULL DEFAULT 0,
    "spent_micro_usd" BIGINT NOT NULL DEFAULT 0,
    "unknown_micro_usd" BIGINT NOT NULL DEFAULT 0,
    "warned_percent" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "budget_period_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "budget_slice" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "period_id" UUID NOT NULL,
    "holder_id" UUID NOT NULL,
    "amount_micro_usd" BIGINT NOT NULL,
    "settled_micro_usd" BIGINT NOT NULL DEFAULT 0,
    "is_expired" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "budget_slice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "budget_settlement" (
    "id" BIGSERIAL NOT NULL,
    "organisation_id" UUID NOT NULL,
    "period_id" UUID NOT NULL,
    "slice_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "worst_micro_usd" BIGINT NOT NULL,
    "actual_micro_usd" BIGINT NOT NULL,

    CONSTRAINT "budget_settlement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "budget_pace" (
    "organisation_id" UUID NOT NULL,
    "period_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "spent_micro_usd" BIGINT NOT NULL,

    CONSTRAINT "budget_pace_pkey" PRIMARY KEY ("period_id","at")
);

-- CreateTable
CREATE TABLE "budget_entry" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "budget_id" UUID NOT NULL,
    "period_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "amount_micro_usd" BIGINT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "budget_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "budget_holder" (
    "id" UUID NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "budget_holder_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "budget_organisation_id_idx" ON "budget"("organisation_id");

-- CreateIndex
CREATE INDEX "budget_period_organisation_id_id_idx" ON "budget_period"("organisation_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "budget_period_budget_id_key_key" ON "budget_period"("budget_id", "key");

-- CreateIndex
CREATE INDEX "budget_slice_organisation_id_idx" ON "budget_slice"("organisation_id");

-- CreateIndex
CREATE INDEX "budget_slice_holder_id_idx" ON "budget_slice"("holder_id");

-- CreateIndex
CREATE INDEX "budget_settlement_period_id_idx" ON "budget_settlement"("period_id");

-- CreateIndex
CREATE INDEX "budget_settlement_organisation_id_idx" ON "budget_settlement"("organisation_id");

-- CreateIndex
CREATE INDEX "budget_pace_organisation_id_idx" ON "budget_pace"("organisation_id");

-- CreateIndex
CREATE INDEX "budget_entry_organisation_id_budget_id_id_idx" ON "budget_entry"("organisation_id", "budget_id", "id");

-- CreateIndex
CREATE INDEX "approval_request_step_id_idx" ON "approval_request"("step_id");

-- At most one question per step at a time.
CREATE UNIQUE INDEX approval_request_pending_partial ON approval_request (step_id) WHERE status = 'pending';
-- Steps that wait for a budget, looked for by every sweep.
CREATE INDEX approval_request_budget_partial ON approval_request (budget_period_id) WHERE status = 'pending' AND kind = 'budget';
-- A process writes into one open slice of a period.
CREATE UNIQUE INDEX budget_slice_open_partial ON budget_slice (period_id, holder_id) WHERE NOT is_expired;

-- Counters are written in place again and again: room on their pages keeps the writes off the indexes.
ALTER TABLE budget_period SET (fillfactor = 50);
ALTER TABLE budget_slice SET (fillfactor = 50);
-- Rows live for a second: the table is vacuumed by what was deleted, not by its size.
ALTER TABLE budget_settlement SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['budget', 'budget_period', 'budget_slice', 'budget_settlement', 'budget_pace', 'budget_entry'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format($policy$CREATE POLICY tenant ON %I USING (
      organisation_id::text = current_setting('app.organisation_id', true)
      OR current_setting('app.organisation_id', true) = '*')$policy$, tenant_table);
    EXECUTE format('CREATE STATISTICS %I ON (organisation_id::text) FROM %I', 'tenant_of_' || tenant_table, tenant_table);
  END LOOP;
END $$;
