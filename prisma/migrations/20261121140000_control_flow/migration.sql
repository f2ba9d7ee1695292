-- Why: bodies of for-each, loop and region need scopes, items and turns; runs start runs; runs and other systems send messages.
-- Locks: adds columns without defaults that rewrite (run, step, timer: a moment each); the rest are new objects.
-- Rollback: drop the tables and columns below; runs of versions that use them cannot go on without.

-- AlterTable
ALTER TABLE "run" ADD COLUMN "depth" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "frames" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN "parent_run_id" UUID,
ADD COLUMN "parent_step_id" UUID;

-- AlterTable
ALTER TABLE "step" ADD COLUMN "container" INTEGER,
ADD COLUMN "round" INTEGER,
ADD COLUMN "scope" INTEGER;

-- AlterTable
ALTER TABLE "timer" ADD COLUMN "boundary_id" TEXT;

-- CreateTable
CREATE TABLE "each_item" (
    "organisation_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "step_id" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "value" JSONB NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "result" JSONB,
    "error" JSONB,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "each_item_pkey" PRIMARY KEY ("step_id","index")
);

-- CreateTable
CREATE TABLE "message" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "to" TEXT NOT NULL,
    "is_kept" BOOLEAN NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'kept',
    "sent_by_label" TEXT NOT NULL DEFAULT '',
    "sent_by_run_id" UUID,
    "idempotency_key" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "delivered_at" TIMESTAMPTZ(3),
    "delivered_count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message_wait" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "step_id" UUID NOT NULL,
    "boundary_id" TEXT,
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "message_wait_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "region_turn" (
    "step_id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "at_once" INTEGER NOT NULL,
    "is_held" BOOLEAN NOT NULL DEFAULT false,
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "region_turn_pkey" PRIMARY KEY ("step_id")
);

-- CreateIndex
CREATE INDEX "each_item_organisation_id_run_id_idx" ON "each_item"("organisation_id", "run_id");

-- CreateIndex
CREATE INDEX "message_organisation_id_id_idx" ON "message"("organisation_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "message_organisation_id_idempotency_key_key" ON "message"("organisation_id", "idempotency_key");

-- CreateIndex
CREATE INDEX "message_wait_organisation_id_name_key_idx" ON "message_wait"("organisation_id", "name", "key");

-- CreateIndex
CREATE INDEX "message_wait_step_id_idx" ON "message_wait"("step_id");

-- CreateIndex
CREATE INDEX "region_turn_organisation_id_key_step_id_idx" ON "region_turn"("organisation_id", "key", "step_id");

-- Only what nobody has taken yet is looked for by name and key.
CREATE INDEX "message_kept" ON "message"("organisation_id", "name", "key") WHERE status = 'kept';

-- A step starts one run, however often it is tried; runs without a parent are not in it.
CREATE UNIQUE INDEX "run_parent_step" ON "run"("parent_step_id") WHERE parent_step_id IS NOT NULL;

-- Runs inside runs that are still under way: the sweep asks for those whose step is no longer wanted, each second.
CREATE INDEX "run_live_child" ON "run"("parent_step_id")
  WHERE parent_step_id IS NOT NULL AND status IN ('running', 'waiting');

DO $$
DECLARE tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['each_item', 'message', 'message_wait', 'region_turn'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (
         organisation_id::text = current_setting(''app.organisation_id'', true)
         OR current_setting(''app.organisation_id'', true) = ''*'')', tenant_table);
  END LOOP;
END $$;
