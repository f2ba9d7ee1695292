-- Why: durations in business time need calendars; a schedule can be paused by hand, and says what becomes of ticks it missed.
-- Locks: schedule, exclusively, for the moment it takes to add columns with constant defaults (no rewrite); creates a table.
-- Rollback: only while no version names a calendar: DROP TABLE calendar; and on schedule DROP COLUMN missed, paused_at,
-- paused_by_label after resuming what is paused, because next_tick_at of a paused schedule is empty.

-- AlterTable
ALTER TABLE "schedule" ADD COLUMN     "missed" TEXT NOT NULL DEFAULT 'latest',
ADD COLUMN     "paused_at" TIMESTAMPTZ(3),
ADD COLUMN     "paused_by_label" TEXT;

-- CreateTable
CREATE TABLE "calendar" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "weekly" JSONB NOT NULL,
    "holidays" JSONB NOT NULL DEFAULT '[]',
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "calendar_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "calendar_organisation_id_slug_key" ON "calendar"("organisation_id", "slug");

ALTER TABLE calendar ENABLE ROW LEVEL SECURITY;
ALTER TABLE calendar FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON calendar USING (
  organisation_id::text = current_setting('app.organisation_id', true)
  OR current_setting('app.organisation_id', true) = '*');
