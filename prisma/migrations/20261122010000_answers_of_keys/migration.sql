-- Why: answers that are kept are dropped when the API key whose calls brought them ends or gets a new secret, and when somebody
-- clears them; an answer that was asked for before that is not kept afterwards.
-- Locks: ACCESS EXCLUSIVE on cached_answer and organisation for a moment each: nullable columns rewrite nothing.
-- Rollback: ALTER TABLE cached_answer DROP COLUMN api_key_id; ALTER TABLE organisation DROP COLUMN answers_cleared_at. Answers then
-- only expire.

-- AlterTable
ALTER TABLE "cached_answer" ADD COLUMN "api_key_id" UUID;

-- AlterTable
ALTER TABLE "organisation" ADD COLUMN "answers_cleared_at" TIMESTAMPTZ(3);
