-- Why: every worker asks each second whether a step whose holder disappeared is due; without an index of its own the
-- question reads all that is due. The index is empty but after a crash, so it costs nothing to keep.
-- Locks: SHARE on step while the index is built, which reads the table once.
-- Rollback: DROP INDEX step_suspect_partial;
CREATE INDEX step_suspect_partial ON step (available_at) WHERE status = 'ready' AND crashes > 0;
