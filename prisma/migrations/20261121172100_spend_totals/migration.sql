-- Why: the spend page that nothing narrows reads every combination of process, task, candidate, person and key of each day, to
-- add them up again. The sums by one dimension each are a tenth of that. They are kept of what the worker has folded (rows of
-- stripe 0); what is not folded yet is read from the rollup itself, so that the two together are always exact.
-- Locks: none on existing tables but SHARE on spend_rollup while its new index is built.
-- Rollback: DROP TABLE spend_total; recreate spend_rollup_striped_partial ON spend_rollup (day) WHERE stripe > 0.

SELECT set_config('app.organisation_id', '*', true);

-- CreateTable
CREATE TABLE "spend_total" (
    "organisation_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "kind" SMALLINT NOT NULL,
    "ref" INTEGER NOT NULL,
    "is_simulated" BOOLEAN NOT NULL,
    "receipts" INTEGER NOT NULL,
    "accepted" INTEGER NOT NULL,
    "attempts" INTEGER NOT NULL,
    "errors" INTEGER NOT NULL,
    "cost_micro_usd" BIGINT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "cached_input_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,
    "duration_ms" BIGINT NOT NULL,

    CONSTRAINT "spend_total_pkey" PRIMARY KEY ("organisation_id","day","kind","ref","is_simulated")
);

ALTER TABLE spend_total ENABLE ROW LEVEL SECURITY;
ALTER TABLE spend_total FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON spend_total USING (
  organisation_id::text = current_setting('app.organisation_id', true)
  OR current_setting('app.organisation_id', true) = '*');
CREATE STATISTICS tenant_of_spend_total ON (organisation_id::text) FROM spend_total;

DROP INDEX spend_rollup_striped_partial;
CREATE INDEX spend_rollup_striped_partial ON spend_rollup (organisation_id, day) WHERE stripe > 0;

INSERT INTO spend_total
SELECT s.organisation_id, s.day, d.kind, d.ref, s.is_simulated, sum(s.receipts), sum(s.accepted), sum(s.attempts), sum(s.errors),
       sum(s.cost_micro_usd), sum(s.input_tokens), sum(s.cached_input_tokens), sum(s.output_tokens), sum(s.duration_ms)
FROM spend_rollup s CROSS JOIN LATERAL (VALUES (0, 0), (1, s.workflow_ref), (2, s.task_ref), (3, s.candidate_ref),
  (4, s.person_ref), (5, s.api_key_ref), (6, s.origin::int)) AS d (kind, ref)
WHERE s.stripe = 0 GROUP BY 1, 2, 3, 4, 5;
ANALYZE spend_total;
