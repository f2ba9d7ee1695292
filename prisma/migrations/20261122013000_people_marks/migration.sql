-- Why: a gate that opens needs to know whom its stages ask. Who that is changes rarely and is remembered between runs; whoever
-- relies on it confirms the organisation's mark as the request is written. Triggers set the mark, so that no change of people,
-- groups or members can forget to. And requests had more indexes than questions: a run that parks wrote eleven entries of them.
-- Locks: ACCESS EXCLUSIVE on approval_assignment while its primary key is built, about a second per million rows; the same on
-- approval_request for the moment that dropping takes, and SHARE while one index on it is built; SHARE ROW EXCLUSIVE on app_user,
-- user_group and group_member for the moment it takes to add triggers.
-- Rollback: DROP TRIGGER people_added, people_changed, people_removed ON app_user, user_group, group_member;
-- DROP FUNCTION note_people_change; DROP TABLE people_mark; then the indexes that are dropped below are created again, and
-- approval_assignment gets its primary key (id) and an index (approval_id).

-- The first statement that reads rows beneath row-level security sees those of every tenant.
SELECT set_config('app.organisation_id', '*', true);

-- CreateTable
CREATE TABLE "people_mark" (
    "organisation_id" UUID NOT NULL,
    "mark" UUID NOT NULL,

    CONSTRAINT "people_mark_pkey" PRIMARY KEY ("organisation_id")
);

ALTER TABLE "people_mark" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "people_mark" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "people_mark" USING (
  organisation_id::text = current_setting('app.organisation_id', true)
  OR current_setting('app.organisation_id', true) = '*');
CREATE STATISTICS "tenant_of_people_mark" ON (organisation_id::text) FROM "people_mark";
ALTER TABLE "people_mark" SET (fillfactor = 30, autovacuum_analyze_threshold = 1);

INSERT INTO people_mark (organisation_id, mark) SELECT id, gen_random_uuid() FROM organisation;

-- A random mark, not a count: a database put back from a copy cannot come to one again that stood for something else.
CREATE FUNCTION note_people_change() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO people_mark (organisation_id, mark)
  SELECT organisation_id, gen_random_uuid() FROM changed GROUP BY organisation_id ORDER BY organisation_id
  ON CONFLICT (organisation_id) DO UPDATE SET mark = EXCLUDED.mark;
  RETURN NULL;
END $$;

DO $$
DECLARE
  people_table text;
BEGIN
  FOREACH people_table IN ARRAY ARRAY['app_user', 'user_group', 'group_member'] LOOP
    EXECUTE format('CREATE TRIGGER people_added AFTER INSERT ON %I REFERENCING NEW TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION note_people_change()', people_table);
    EXECUTE format('CREATE TRIGGER people_changed AFTER UPDATE ON %I REFERENCING NEW TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION note_people_change()', people_table);
    EXECUTE format('CREATE TRIGGER people_removed AFTER DELETE ON %I REFERENCING OLD TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION note_people_change()', people_table);
  END LOOP;
END $$;

-- Assignments are found by their request and by nothing else.
ALTER TABLE "approval_assignment" DROP CONSTRAINT "approval_assignment_pkey",
ADD CONSTRAINT "approval_assignment_pkey" PRIMARY KEY ("approval_id", "id");
DROP INDEX "approval_assignment_approval_id_idx";
DROP INDEX "approval_assignment_organisation_id_group_id_idx";
DROP INDEX "approval_assignment_organisation_id_role_idx";
DROP INDEX "approval_assignment_organisation_id_user_id_idx";

-- Open requests are found by partial indexes, all others by their run.
DROP INDEX "approval_request_organisation_id_run_id_idx";
DROP INDEX "approval_request_organisation_id_status_id_idx";
DROP INDEX "approval_request_step_id_idx";
CREATE INDEX "approval_request_run_id_step_id_idx" ON "approval_request"("run_id", "step_id");
