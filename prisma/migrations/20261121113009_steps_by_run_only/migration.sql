-- Why: steps are only ever read by run, by id, or through the partial indexes of what is due. This index was written for every
-- step and read by nothing: one of three index entries of every finished step.
-- Lock: step, exclusively, for the moment it takes to drop an index.
-- Rollback: CREATE INDEX step_organisation_id_idx ON step (organisation_id).

-- DropIndex
DROP INDEX "step_organisation_id_idx";
