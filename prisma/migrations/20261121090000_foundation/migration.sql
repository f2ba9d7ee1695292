-- Why: the first tables of every area.
-- Locks: none; creates new objects only.
-- Rollback: drop the schema; nothing existed before.

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "approval_request" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "step_id" UUID NOT NULL,
    "workflow_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "node_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "content" JSONB NOT NULL,
    "digest" TEXT NOT NULL,
    "policy" JSONB NOT NULL,
    "risk" TEXT NOT NULL DEFAULT 'low',
    "status" TEXT NOT NULL DEFAULT 'pending',
    "stage" INTEGER NOT NULL DEFAULT 0,
    "requested_by_id" UUID,
    "requested_by_label" TEXT NOT NULL DEFAULT '',
    "published_by_id" UUID,
    "deadline_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by_id" UUID,

    CONSTRAINT "approval_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "approval_assignment" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "approval_id" UUID NOT NULL,
    "stage" INTEGER NOT NULL,
    "user_id" UUID,
    "group_id" UUID,
    "role" TEXT,

    CONSTRAINT "approval_assignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "approval_vote" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "approval_id" UUID NOT NULL,
    "stage" INTEGER NOT NULL,
    "user_id" UUID NOT NULL,
    "outcome" TEXT NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "form" JSONB,
    "digest" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "approval_vote_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "work_item" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "step_id" UUID NOT NULL,
    "task_version_id" UUID NOT NULL,
    "receipt_id" UUID,
    "title" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "suggestion" JSONB,
    "roles" TEXT[],
    "status" TEXT NOT NULL DEFAULT 'open',
    "output" JSONB,
    "done_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "work_item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "actor_label" TEXT NOT NULL,
    "target_kind" TEXT NOT NULL,
    "target_id" TEXT,
    "target_label" TEXT NOT NULL,
    "run_id" UUID,
    "payload" JSONB NOT NULL,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_pending" (
    "event_id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,

    CONSTRAINT "audit_pending_pkey" PRIMARY KEY ("event_id")
);

-- CreateTable
CREATE TABLE "audit_leaf" (
    "organisation_id" UUID NOT NULL,
    "leaf_index" BIGINT NOT NULL,
    "event_id" UUID NOT NULL,
    "leaf_hash" BYTEA NOT NULL,

    CONSTRAINT "audit_leaf_pkey" PRIMARY KEY ("organisation_id","leaf_index")
);

-- CreateTable
CREATE TABLE "audit_tree" (
    "organisation_id" UUID NOT NULL,
    "size" BIGINT NOT NULL,
    "right_edge" BYTEA NOT NULL,

    CONSTRAINT "audit_tree_pkey" PRIMARY KEY ("organisation_id")
);

-- CreateTable
CREATE TABLE "audit_checkpoint" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "size" BIGINT NOT NULL,
    "root_hash" BYTEA NOT NULL,
    "note" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_checkpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "organisation" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "is_demo" BOOLEAN NOT NULL DEFAULT false,
    "settings" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "organisation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "installation" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "set_up_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "app_user" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT,
    "oidc_subject" TEXT,
    "roles" TEXT[],
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "app_user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user_group" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "group_member" (
    "organisation_id" UUID NOT NULL,
    "group_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,

    CONSTRAINT "group_member_pkey" PRIMARY KEY ("group_id","user_id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "user_agent" TEXT NOT NULL DEFAULT '',
    "ip_address" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_throttle" (
    "key" TEXT NOT NULL,
    "failures" INTEGER NOT NULL,
    "window_ends_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_throttle_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "scopes" TEXT[],
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "data_key" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "wrapped_key" BYTEA NOT NULL,
    "master_key_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "data_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "secret" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "data_key_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "sealed" BYTEA NOT NULL,
    "last_four" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "secret_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "draft" JSONB NOT NULL,
    "current_version_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task_version" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "spec" JSONB NOT NULL,
    "published_by_id" UUID,
    "published_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "task_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "supplier" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "base_url" TEXT,
    "secret_id" UUID,
    "data_class_max" TEXT NOT NULL,
    "residency" TEXT NOT NULL DEFAULT '',
    "is_simulated" BOOLEAN NOT NULL DEFAULT false,
    "is_enabled" BOOLEAN NOT NULL DEFAULT true,
    "human" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "supplier_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "supplier_model" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "supplier_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "context_tokens" INTEGER NOT NULL,
    "capabilities" TEXT[],
    "price" JSONB,
    "is_enabled" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "supplier_model_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "workflow_id" UUID,
    "number" INTEGER NOT NULL,
    "rules" JSONB NOT NULL,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "receipt" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "workflow_id" UUID,
    "run_id" UUID,
    "step_id" UUID,
    "task_version_id" UUID NOT NULL,
    "task_slug" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "supplier_slug" TEXT,
    "model_key" TEXT,
    "data_class" TEXT NOT NULL,
    "is_simulated" BOOLEAN NOT NULL,
    "cost_micro_usd" BIGINT NOT NULL,
    "input_tokens" INTEGER NOT NULL,
    "output_tokens" INTEGER NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "detail" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "receipt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "evidence" (
    "organisation_id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "candidate_ref" TEXT NOT NULL,
    "attempted" INTEGER NOT NULL DEFAULT 0,
    "accepted" INTEGER NOT NULL DEFAULT 0,
    "graded" INTEGER NOT NULL DEFAULT 0,
    "succeeded" INTEGER NOT NULL DEFAULT 0,
    "output_tokens" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "evidence_pkey" PRIMARY KEY ("task_id","candidate_ref")
);

-- CreateTable
CREATE TABLE "spend_rollup" (
    "organisation_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "workflow_id" UUID NOT NULL,
    "task_slug" TEXT NOT NULL,
    "supplier_slug" TEXT NOT NULL,
    "model_key" TEXT NOT NULL,
    "is_simulated" BOOLEAN NOT NULL,
    "receipts" INTEGER NOT NULL,
    "cost_micro_usd" BIGINT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,

    CONSTRAINT "spend_rollup_pkey" PRIMARY KEY ("organisation_id","day","workflow_id","task_slug","supplier_slug","model_key","is_simulated")
);

-- CreateTable
CREATE TABLE "run" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "workflow_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "state" JSONB NOT NULL,
    "input" JSONB NOT NULL,
    "variables" JSONB NOT NULL DEFAULT '{}',
    "output" JSONB,
    "outcome" TEXT,
    "error" JSONB,
    "trigger" TEXT NOT NULL,
    "started_by_kind" TEXT NOT NULL,
    "started_by_id" TEXT,
    "started_by_label" TEXT NOT NULL DEFAULT '',
    "idempotency_key" TEXT,
    "waiting_reason" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "is_simulated" BOOLEAN NOT NULL DEFAULT false,
    "cost_micro_usd" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "step" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "node_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "input" JSONB,
    "output" JSONB,
    "error" JSONB,
    "port" TEXT,
    "waiting_reason" TEXT,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "crashes" INTEGER NOT NULL DEFAULT 0,
    "lease_token" INTEGER NOT NULL DEFAULT 0,
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "available_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "step_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "step_attempt" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "step_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "lease_token" INTEGER NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "request" JSONB,
    "response" JSONB,
    "error" JSONB,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "step_attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "timer" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "step_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "fired_at" TIMESTAMPTZ(3),

    CONSTRAINT "timer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "source" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "kind" TEXT NOT NULL,
    "authority" TEXT NOT NULL,
    "data_class" TEXT NOT NULL,
    "freshness_limit_minutes" INTEGER,
    "fields" JSONB NOT NULL DEFAULT '[]',
    "config" JSONB NOT NULL,
    "owner_id" UUID,
    "current_version_id" UUID,
    "last_checked_at" TIMESTAMPTZ(3),
    "last_error" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "source_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "source_version" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "source_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "row_count" INTEGER NOT NULL,
    "size_bytes" INTEGER NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by_id" UUID,

    CONSTRAINT "source_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "step_source" (
    "organisation_id" UUID NOT NULL,
    "step_id" UUID NOT NULL,
    "source_id" UUID NOT NULL,
    "source_version_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,

    CONSTRAINT "step_source_pkey" PRIMARY KEY ("step_id","source_id")
);

-- CreateTable
CREATE TABLE "workflow" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "draft" JSONB NOT NULL,
    "draft_revision" INTEGER NOT NULL DEFAULT 1,
    "draft_updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "draft_updated_by_id" UUID,
    "current_version_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "workflow_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workflow_version" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "workflow_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "resolved" JSONB NOT NULL DEFAULT '{}',
    "note" TEXT NOT NULL,
    "published_by_id" UUID,
    "published_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workflow_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_endpoint" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "workflow_id" UUID NOT NULL,
    "token" TEXT NOT NULL,
    "secret_id" UUID NOT NULL,
    "tolerance_seconds" INTEGER NOT NULL DEFAULT 300,
    "is_enabled" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_endpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "schedule" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "workflow_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "cron" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "input" JSONB NOT NULL DEFAULT '{}',
    "is_enabled" BOOLEAN NOT NULL DEFAULT true,
    "next_tick_at" TIMESTAMPTZ(3),
    "last_tick_at" TIMESTAMPTZ(3),

    CONSTRAINT "schedule_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "approval_request_step_id_key" ON "approval_request"("step_id");

-- CreateIndex
CREATE INDEX "approval_request_organisation_id_status_id_idx" ON "approval_request"("organisation_id", "status", "id");

-- CreateIndex
CREATE INDEX "approval_request_organisation_id_run_id_idx" ON "approval_request"("organisation_id", "run_id");

-- CreateIndex
CREATE INDEX "approval_assignment_approval_id_idx" ON "approval_assignment"("approval_id");

-- CreateIndex
CREATE INDEX "approval_assignment_organisation_id_user_id_idx" ON "approval_assignment"("organisation_id", "user_id");

-- CreateIndex
CREATE INDEX "approval_assignment_organisation_id_group_id_idx" ON "approval_assignment"("organisation_id", "group_id");

-- CreateIndex
CREATE INDEX "approval_assignment_organisation_id_role_idx" ON "approval_assignment"("organisation_id", "role");

-- CreateIndex
CREATE INDEX "approval_vote_organisation_id_idx" ON "approval_vote"("organisation_id");

-- CreateIndex
CREATE UNIQUE INDEX "approval_vote_approval_id_stage_user_id_key" ON "approval_vote"("approval_id", "stage", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "work_item_step_id_key" ON "work_item"("step_id");

-- CreateIndex
CREATE INDEX "work_item_organisation_id_status_id_idx" ON "work_item"("organisation_id", "status", "id");

-- CreateIndex
CREATE INDEX "work_item_organisation_id_run_id_idx" ON "work_item"("organisation_id", "run_id");

-- CreateIndex
CREATE INDEX "audit_event_organisation_id_id_idx" ON "audit_event"("organisation_id", "id");

-- CreateIndex
CREATE INDEX "audit_event_organisation_id_type_id_idx" ON "audit_event"("organisation_id", "type", "id");

-- CreateIndex
CREATE INDEX "audit_event_organisation_id_actor_id_id_idx" ON "audit_event"("organisation_id", "actor_id", "id");

-- CreateIndex
CREATE INDEX "audit_event_organisation_id_target_id_id_idx" ON "audit_event"("organisation_id", "target_id", "id");

-- CreateIndex
CREATE INDEX "audit_event_organisation_id_run_id_id_idx" ON "audit_event"("organisation_id", "run_id", "id");

-- CreateIndex
CREATE INDEX "audit_pending_organisation_id_event_id_idx" ON "audit_pending"("organisation_id", "event_id");

-- CreateIndex
CREATE UNIQUE INDEX "audit_leaf_event_id_key" ON "audit_leaf"("event_id");

-- CreateIndex
CREATE UNIQUE INDEX "audit_checkpoint_organisation_id_size_key" ON "audit_checkpoint"("organisation_id", "size");

-- CreateIndex
CREATE UNIQUE INDEX "organisation_slug_key" ON "organisation"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "app_user_email_key" ON "app_user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "app_user_oidc_subject_key" ON "app_user"("oidc_subject");

-- CreateIndex
CREATE INDEX "app_user_organisation_id_email_idx" ON "app_user"("organisation_id", "email");

-- CreateIndex
CREATE UNIQUE INDEX "user_group_organisation_id_name_key" ON "user_group"("organisation_id", "name");

-- CreateIndex
CREATE INDEX "group_member_organisation_id_user_id_idx" ON "group_member"("organisation_id", "user_id");

-- CreateIndex
CREATE INDEX "session_organisation_id_user_id_created_at_idx" ON "session"("organisation_id", "user_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- CreateIndex
CREATE INDEX "api_key_organisation_id_created_at_idx" ON "api_key"("organisation_id", "created_at");

-- CreateIndex
CREATE INDEX "data_key_organisation_id_idx" ON "data_key"("organisation_id");

-- CreateIndex
CREATE UNIQUE INDEX "secret_organisation_id_name_key" ON "secret"("organisation_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "task_organisation_id_slug_key" ON "task"("organisation_id", "slug");

-- CreateIndex
CREATE INDEX "task_version_organisation_id_task_id_idx" ON "task_version"("organisation_id", "task_id");

-- CreateIndex
CREATE UNIQUE INDEX "task_version_task_id_number_key" ON "task_version"("task_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "supplier_organisation_id_slug_key" ON "supplier"("organisation_id", "slug");

-- CreateIndex
CREATE INDEX "supplier_model_organisation_id_idx" ON "supplier_model"("organisation_id");

-- CreateIndex
CREATE UNIQUE INDEX "supplier_model_supplier_id_key_key" ON "supplier_model"("supplier_id", "key");

-- CreateIndex
CREATE UNIQUE INDEX "policy_organisation_id_workflow_id_number_key" ON "policy"("organisation_id", "workflow_id", "number");

-- CreateIndex
CREATE INDEX "receipt_organisation_id_created_at_idx" ON "receipt"("organisation_id", "created_at");

-- CreateIndex
CREATE INDEX "receipt_organisation_id_run_id_idx" ON "receipt"("organisation_id", "run_id");

-- CreateIndex
CREATE INDEX "receipt_step_id_idx" ON "receipt"("step_id");

-- CreateIndex
CREATE INDEX "evidence_organisation_id_idx" ON "evidence"("organisation_id");

-- CreateIndex
CREATE INDEX "run_organisation_id_id_idx" ON "run"("organisation_id", "id");

-- CreateIndex
CREATE INDEX "run_organisation_id_workflow_id_id_idx" ON "run"("organisation_id", "workflow_id", "id");

-- CreateIndex
CREATE INDEX "run_organisation_id_status_id_idx" ON "run"("organisation_id", "status", "id");

-- CreateIndex
CREATE UNIQUE INDEX "run_workflow_id_idempotency_key_key" ON "run"("workflow_id", "idempotency_key");

-- CreateIndex
CREATE INDEX "step_organisation_id_idx" ON "step"("organisation_id");

-- CreateIndex
CREATE UNIQUE INDEX "step_run_id_ordinal_key" ON "step"("run_id", "ordinal");

-- CreateIndex
CREATE INDEX "step_attempt_organisation_id_run_id_idx" ON "step_attempt"("organisation_id", "run_id");

-- CreateIndex
CREATE UNIQUE INDEX "step_attempt_step_id_number_key" ON "step_attempt"("step_id", "number");

-- CreateIndex
CREATE INDEX "timer_organisation_id_idx" ON "timer"("organisation_id");

-- CreateIndex
CREATE INDEX "timer_step_id_idx" ON "timer"("step_id");

-- CreateIndex
CREATE UNIQUE INDEX "source_organisation_id_slug_key" ON "source"("organisation_id", "slug");

-- CreateIndex
CREATE INDEX "source_version_organisation_id_source_id_idx" ON "source_version"("organisation_id", "source_id");

-- CreateIndex
CREATE UNIQUE INDEX "source_version_source_id_number_key" ON "source_version"("source_id", "number");

-- CreateIndex
CREATE INDEX "step_source_organisation_id_run_id_idx" ON "step_source"("organisation_id", "run_id");

-- CreateIndex
CREATE INDEX "step_source_source_version_id_idx" ON "step_source"("source_version_id");

-- CreateIndex
CREATE INDEX "workflow_organisation_id_id_idx" ON "workflow"("organisation_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "workflow_organisation_id_slug_key" ON "workflow"("organisation_id", "slug");

-- CreateIndex
CREATE INDEX "workflow_version_organisation_id_workflow_id_idx" ON "workflow_version"("organisation_id", "workflow_id");

-- CreateIndex
CREATE UNIQUE INDEX "workflow_version_workflow_id_number_key" ON "workflow_version"("workflow_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_endpoint_workflow_id_key" ON "webhook_endpoint"("workflow_id");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_endpoint_token_key" ON "webhook_endpoint"("token");

-- CreateIndex
CREATE INDEX "webhook_endpoint_organisation_id_idx" ON "webhook_endpoint"("organisation_id");

-- CreateIndex
CREATE INDEX "schedule_next_tick_at_idx" ON "schedule"("next_tick_at");

-- CreateIndex
CREATE INDEX "schedule_organisation_id_idx" ON "schedule"("organisation_id");

-- CreateIndex
CREATE UNIQUE INDEX "schedule_workflow_id_ordinal_key" ON "schedule"("workflow_id", "ordinal");

-- Row-level security: the floor beneath the tenant-scoped client. `app.organisation_id` is set in the transaction's
-- first round trip; '*' is the system scope of sweeps and sign-in. Unset means no rows at all.
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOR tenant_table IN
    SELECT c.table_name FROM information_schema.columns c
    WHERE c.table_schema = current_schema() AND c.column_name = 'organisation_id'
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (
         organisation_id::text = current_setting(''app.organisation_id'', true)
         OR current_setting(''app.organisation_id'', true) = ''*'')', tenant_table);
  END LOOP;
END $$;

ALTER TABLE organisation ENABLE ROW LEVEL SECURITY;
ALTER TABLE organisation FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON organisation USING (
  id::text = current_setting('app.organisation_id', true) OR current_setting('app.organisation_id', true) = '*');

-- Records that are only ever added to.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit_event EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_leaf FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit_leaf EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON approval_vote FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON workflow_version FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON task_version FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Partial indexes: only the few live rows are in them, so that cost stays flat as history grows.
CREATE INDEX step_ready_partial ON step (available_at) WHERE status = 'ready';
CREATE INDEX step_leased_partial ON step (lease_until) WHERE status = 'running';
CREATE INDEX timer_due_partial ON timer (due_at) WHERE fired_at IS NULL;
CREATE INDEX run_live_partial ON run (organisation_id, id) WHERE status IN ('running', 'waiting');
CREATE INDEX approval_pending_partial ON approval_request (organisation_id, id) WHERE status = 'pending';

-- Rows that change state several times keep room on their page for the next version.
ALTER TABLE run SET (fillfactor = 80);
ALTER TABLE step SET (fillfactor = 80);
ALTER TABLE audit_pending SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
