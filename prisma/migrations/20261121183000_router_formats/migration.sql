-- Why: learned routers are stored in a tenth of the bytes, in a format that earlier releases do not read, nor this one theirs. Each
-- release takes those of its own format; workers learn the others again within minutes. The old ones stay for a rollback.
-- Locks: ACCESS EXCLUSIVE on task_router for a moment; a constant default rewrites nothing.
-- Rollback: DELETE FROM task_router WHERE format <> 1; ALTER TABLE task_router DROP COLUMN format.

-- AlterTable
ALTER TABLE "task_router" ADD COLUMN     "format" SMALLINT NOT NULL DEFAULT 1;
