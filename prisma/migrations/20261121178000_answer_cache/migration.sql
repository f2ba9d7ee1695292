-- Why: exactly the same input may be answered again from what was answered before, where the rules say so; what that saved is
-- kept beside what was spent. Answers are sealed with the organisation's data key and found by a keyed digest: a row by itself
-- tells neither what was asked nor what was said.
-- Locks: ACCESS EXCLUSIVE on spend_rollup and spend_total for a moment each: a column with a constant default rewrites nothing.
-- Rollback: DROP TABLE cached_answer; ALTER TABLE spend_rollup DROP COLUMN cache_hits, DROP COLUMN saved_micro_usd; the same
-- for spend_total. Every call is then asked anew, and the sums of what was saved are gone; receipts keep theirs.

-- CreateTable
CREATE TABLE "cached_answer" (
    "organisation_id" UUID NOT NULL,
    "key_digest" BYTEA NOT NULL,
    "task_id" UUID,
    "sealed" BYTEA NOT NULL,
    "size_bytes" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cached_answer_pkey" PRIMARY KEY ("organisation_id","key_digest")
);

-- CreateIndex
CREATE INDEX "cached_answer_organisation_id_created_at_idx" ON "cached_answer"("organisation_id", "created_at");

-- CreateIndex
CREATE INDEX "cached_answer_expires_at_idx" ON "cached_answer"("expires_at");

ALTER TABLE cached_answer ENABLE ROW LEVEL SECURITY;
ALTER TABLE cached_answer FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON cached_answer USING (
  organisation_id::text = current_setting('app.organisation_id', true)
  OR current_setting('app.organisation_id', true) = '*');
CREATE STATISTICS tenant_of_cached_answer ON (organisation_id::text) FROM cached_answer;

-- AlterTable
ALTER TABLE "spend_rollup" ADD COLUMN "cache_hits" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "saved_micro_usd" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "spend_total" ADD COLUMN "cache_hits" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "saved_micro_usd" BIGINT NOT NULL DEFAULT 0;
