-- Why: the spend page of one supplier read every combination of its days to find the supplier's own. Candidate and day lead to
-- those alone. A row of the rollup is raised without touching its key, so only new rows pay for the index.
-- Locks: SHARE on spend_rollup while the index is built, about a second a million rows.
-- Rollback: DROP INDEX spend_rollup_organisation_id_candidate_ref_day_idx.

-- CreateIndex
CREATE INDEX "spend_rollup_organisation_id_candidate_ref_day_idx" ON "spend_rollup"("organisation_id", "candidate_ref", "day");
