-- Why: what a person decided is listed and searched newest first. The only index that could serve knew the organisation, so that
-- for somebody who decided little every answer of everybody was read: 180 ms with 300,000 answers. It is replaced, not added to:
-- an answer still writes as many entries of indexes as before, one of them 32 bytes longer; a run that parks writes none of them.
-- Locks: SHARE on approval_vote while the index is built, about a second per million rows; ACCESS EXCLUSIVE for the moment that
-- dropping takes.
-- Rollback: CREATE INDEX "approval_vote_organisation_id_idx" ON "approval_vote"("organisation_id"), then drop the new one.

-- CreateIndex
CREATE INDEX "approval_vote_organisation_id_user_id_id_idx" ON "approval_vote"("organisation_id", "user_id", "id");

-- DropIndex
DROP INDEX "approval_vote_organisation_id_idx";
