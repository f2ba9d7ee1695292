-- Why: a workflow or a task that has rules of its own could never follow the wider ones again. Taking them back is a version like
-- any other, with a number, a note and who did it, but without rules: what was in force when stays told.
-- Locks: ACCESS EXCLUSIVE on policy for the moment it takes to change the catalogue; no row is read.
-- Rollback: DELETE FROM policy WHERE rules IS NULL (the rules before them are in force again); ALTER TABLE policy ALTER COLUMN
-- rules SET NOT NULL.
ALTER TABLE "policy" ALTER COLUMN "rules" DROP NOT NULL;
