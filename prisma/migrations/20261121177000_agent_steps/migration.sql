-- Why: an agent step does a task in turns and calls tools. Tool servers are registered per organisation; each turn and each call is a
-- row, written before it begins and again when its result is known, so that a crash repeats neither; a call may ask people first.
-- Lock: ACCESS EXCLUSIVE on approval_request for a moment: one column without a default, no row is rewritten.
-- Rollback: ALTER TABLE approval_request DROP COLUMN tool_call_id; DROP TABLE agent_call, agent_turn, tool_server; — runs with agent
-- steps under way must have ended.

-- AlterTable
ALTER TABLE "approval_request" ADD COLUMN     "tool_call_id" UUID;

-- CreateTable
CREATE TABLE "tool_server" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "data_class_max" TEXT NOT NULL,
    "data_class" TEXT NOT NULL,
    "timeout_ms" INTEGER NOT NULL,
    "secret_id" UUID,
    "tools" JSONB NOT NULL DEFAULT '[]',
    "listed_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tool_server_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agent_turn" (
    "step_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "organisation_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "receipt_id" UUID,
    "answered_by" TEXT,
    "text" TEXT NOT NULL DEFAULT '',
    "withheld" JSONB NOT NULL DEFAULT '[]',
    "cost_micro_usd" BIGINT NOT NULL DEFAULT 0,
    "duration_ms" INTEGER NOT NULL DEFAULT 0,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "agent_turn_pkey" PRIMARY KEY ("step_id","ordinal")
);

-- CreateTable
CREATE TABLE "agent_call" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "step_id" UUID NOT NULL,
    "turn" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "receipt_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "server" TEXT,
    "tool" TEXT NOT NULL,
    "definition_digest" TEXT,
    "asked_id" TEXT NOT NULL,
    "arguments" JSONB NOT NULL,
    "arguments_digest" TEXT NOT NULL,
    "needs_approval" BOOLEAN NOT NULL,
    "is_repeatable" BOOLEAN NOT NULL,
    "status" TEXT NOT NULL,
    "reason" TEXT,
    "approval_id" UUID,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "result" JSONB,
    "result_digest" TEXT,
    "duration_ms" INTEGER NOT NULL DEFAULT 0,
    "begun_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "agent_call_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "tool_server_organisation_id_slug_key" ON "tool_server"("organisation_id", "slug");

-- CreateIndex
CREATE INDEX "agent_turn_organisation_id_run_id_idx" ON "agent_turn"("organisation_id", "run_id");

-- CreateIndex
CREATE INDEX "agent_call_organisation_id_run_id_idx" ON "agent_call"("organisation_id", "run_id");

-- CreateIndex
CREATE INDEX "agent_call_receipt_id_idx" ON "agent_call"("receipt_id");

-- CreateIndex
CREATE UNIQUE INDEX "agent_call_step_id_turn_ordinal_key" ON "agent_call"("step_id", "turn", "ordinal");

ALTER TABLE agent_turn ADD CONSTRAINT agent_turn_status_check CHECK (status IN ('asked', 'answered'));
ALTER TABLE agent_call ADD CONSTRAINT agent_call_status_check CHECK (
  status IN ('asked', 'waiting', 'approved', 'begun', 'done', 'failed', 'refused', 'rejected', 'unknown'));

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['tool_server', 'agent_turn', 'agent_call'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format($policy$CREATE POLICY tenant ON %I USING (
      organisation_id::text = current_setting('app.organisation_id', true)
      OR current_setting('app.organisation_id', true) = '*')$policy$, tenant_table);
    EXECUTE format('CREATE STATISTICS %I ON (organisation_id::text) FROM %I', 'tenant_of_' || tenant_table, tenant_table);
  END LOOP;
END $$;
