-- Why: runs are paused, run again from a step and set aside by people; steps are skipped, or stand as copies of another run's;
-- whoever operates runs asks what needs a person; a run that waits for a worker says whether there is one.
-- Locks: adds columns without defaults (run, step: a moment each); SHARE on run and step while three partial indexes are
-- built, each of which reads its table once and holds next to nothing.
-- Rollback: drop the table, columns and indexes below; resume paused runs first, since only paused_due_at knows their steps' times.

ALTER TABLE "run" ADD COLUMN "paused_at" TIMESTAMPTZ(3),
ADD COLUMN "paused_by" TEXT,
ADD COLUMN "rerun_of_id" UUID,
ADD COLUMN "rerun_from" TEXT,
ADD COLUMN "handled_at" TIMESTAMPTZ(3),
ADD COLUMN "handled_by" TEXT;

ALTER TABLE "step" ADD COLUMN "paused_due_at" TIMESTAMPTZ(3),
ADD COLUMN "skipped_by" TEXT,
ADD COLUMN "copied_from_id" UUID;

-- When each worker was last alive. No tenant's data, hence without row-level security.
CREATE TABLE "worker_seen" (
    "owner" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "worker_seen_pkey" PRIMARY KEY ("owner")
);

-- A run that was run again shows by which; few were.
CREATE INDEX "run_rerun_of" ON "run"("rerun_of_id") WHERE rerun_of_id IS NOT NULL;

-- What needs a person, and nothing else, in the order in which it is listed.
CREATE INDEX "run_attention_failed" ON "run"("organisation_id", "id") WHERE status = 'failed' AND handled_at IS NULL;
CREATE INDEX "run_attention_paused" ON "run"("organisation_id", "id")
  WHERE paused_at IS NOT NULL AND status IN ('running', 'waiting');
CREATE INDEX "step_attention" ON "step"("organisation_id", "id")
  WHERE status = 'unknown' OR (status IN ('failed', 'completed') AND waiting_reason IS NOT NULL);
