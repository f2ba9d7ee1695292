-- Why: the audit trail is read newest first by what happened when, searched by words, and proven leaf by leaf. Its lists need
-- indexes that end in time, its search a word index, and a proof must not read every leaf of a long log.
-- Lock: audit_event is rewritten under an exclusive lock (about ten seconds per million events). Nothing else is locked.
-- Rollback: drop table audit_node, column audit_event.words and the indexes below, recreate those dropped here.

-- Perfect subtrees at tile heights (C2SP tlog-tiles: level 8, 16, …), one row per 256 below. Leaves are audit_leaf.
-- CreateTable
CREATE TABLE "audit_node" (
    "organisation_id" UUID NOT NULL,
    "level" INTEGER NOT NULL,
    "node_index" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_node_pkey" PRIMARY KEY ("organisation_id","level","node_index")
);

ALTER TABLE audit_node ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_node FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON audit_node USING (
  organisation_id::text = current_setting('app.organisation_id', true)
  OR current_setting('app.organisation_id', true) = '*');
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_node FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit_node EXECUTE FUNCTION refuse_change();

-- DropIndex
DROP INDEX "audit_event_organisation_id_actor_id_id_idx";

-- DropIndex
DROP INDEX "audit_event_organisation_id_id_idx";

-- DropIndex
DROP INDEX "audit_event_organisation_id_run_id_id_idx";

-- DropIndex
DROP INDEX "audit_event_organisation_id_target_id_id_idx";

-- DropIndex
DROP INDEX "audit_event_organisation_id_type_id_idx";

-- CreateIndex
CREATE INDEX "audit_event_organisation_id_at_id_idx" ON "audit_event"("organisation_id", "at", "id");

-- CreateIndex
CREATE INDEX "audit_event_organisation_id_type_at_id_idx" ON "audit_event"("organisation_id", "type", "at", "id");

-- CreateIndex
CREATE INDEX "audit_event_organisation_id_actor_id_at_id_idx" ON "audit_event"("organisation_id", "actor_id", "at", "id");

-- CreateIndex
CREATE INDEX "audit_event_organisation_id_target_id_at_id_idx" ON "audit_event"("organisation_id", "target_id", "at", "id");

-- CreateIndex
CREATE INDEX "audit_event_organisation_id_run_id_at_id_idx" ON "audit_event"("organisation_id", "run_id", "at", "id");

-- The words people look for: who, what, and the reasons they gave. Stored, because row-level security keeps any word index
-- from being used (text search operators are not leakproof): a search walks the newest events instead, which must be cheap
-- per event. Ids and digests are found by their own indexes.
ALTER TABLE "audit_event" ADD COLUMN "words" tsvector GENERATED ALWAYS AS (
  to_tsvector('simple'::regconfig, actor_label || ' ' || target_label || ' ' || coalesce(payload ->> 'reason', '') || ' ' ||
    coalesce(payload ->> 'note', '') || ' ' || coalesce(payload ->> 'message', ''))) STORED;
