-- Why: an agent step that stopped at a limit goes on from its recorded turns once somebody allows it more. What was allowed, by whom
-- and why is a row; the newest one of a step holds.
-- Locks: none on tables that exist.
-- Rollback: DROP TABLE agent_raise; — steps that were allowed more stop at their published limits again.
CREATE TABLE "agent_raise" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "step_id" UUID NOT NULL,
    "limits" JSONB NOT NULL,
    "raised_by" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "raised_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "agent_raise_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "agent_raise_step_id_id_idx" ON "agent_raise"("step_id", "id");

ALTER TABLE agent_raise ENABLE ROW LEVEL SECURITY;
ALTER TABLE agent_raise FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON agent_raise USING (
  organisation_id::text = current_setting('app.organisation_id', true)
  OR current_setting('app.organisation_id', true) = '*');
CREATE STATISTICS tenant_of_agent_raise ON (organisation_id::text) FROM agent_raise;
ALTER TABLE agent_raise SET (autovacuum_analyze_threshold = 1);
