-- Why: what people correct, in the inbox and on a run, is kept with who said it about which step, and becomes cases of the task's
-- datasets as each of them says. A classifier is not compared on what it has learned from: every version marks its cases.
-- Locks: columns with constant defaults are added without rewriting a table; each ALTER holds its table for a moment only. The
-- marks of versions that are there are worked out from their labelled cases, some thousand rows each.
-- Rollback: DROP TABLE correction, offered_case; ALTER TABLE dataset DROP COLUMN intake, DROP COLUMN revision;
--           ALTER TABLE dataset_case DROP COLUMN data_class, DROP COLUMN run_id, DROP COLUMN person_id, DROP COLUMN person_label;
--           ALTER TABLE labelled_case DROP COLUMN data_class, DROP COLUMN run_id, DROP COLUMN step_id;
--           ALTER TABLE classifier_version DROP COLUMN trained_on;
--           ALTER TABLE eval_run DROP COLUMN classifier_version_id, DROP COLUMN left_out.
SELECT set_config('app.organisation_id', '*', true);

-- AlterTable
ALTER TABLE "dataset" ADD COLUMN     "intake" TEXT NOT NULL DEFAULT 'offer',
ADD COLUMN     "revision" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "dataset_case" ADD COLUMN     "data_class" TEXT,
ADD COLUMN     "person_id" UUID,
ADD COLUMN     "person_label" TEXT,
ADD COLUMN     "run_id" UUID;

-- AlterTable
ALTER TABLE "eval_run" ADD COLUMN     "classifier_version_id" UUID,
ADD COLUMN     "left_out" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "labelled_case" ADD COLUMN     "data_class" TEXT,
ADD COLUMN     "run_id" UUID,
ADD COLUMN     "step_id" UUID;

-- AlterTable
ALTER TABLE "classifier_version" ADD COLUMN     "trained_on" TEXT[] DEFAULT ARRAY[]::TEXT[];

UPDATE classifier_version v SET trained_on = coalesce((
  SELECT array_agg(left(encode(c.input_hash, 'hex'), 16)) FROM jsonb_array_elements(v.held_out -> 'cases') AS seen (entry)
    JOIN labelled_case c ON c.id = (seen.entry ->> 0)::uuid), ARRAY[]::TEXT[]);

-- CreateTable
CREATE TABLE "offered_case" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "dataset_id" UUID NOT NULL,
    "input" JSONB NOT NULL,
    "expected" JSONB NOT NULL,
    "sources" JSONB NOT NULL DEFAULT '[]',
    "data_class" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "run_id" UUID,
    "step_id" UUID,
    "person_id" UUID,
    "person_label" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "offered_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "offered_case_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "correction" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "task_version_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "step_id" UUID NOT NULL,
    "node_id" TEXT NOT NULL,
    "receipt_id" UUID,
    "approval_id" UUID,
    "output" JSONB NOT NULL,
    "digest" TEXT NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "data_class" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "person_label" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "correction_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "offered_case_organisation_id_idx" ON "offered_case"("organisation_id");

-- CreateIndex
CREATE UNIQUE INDEX "offered_case_dataset_id_digest_key" ON "offered_case"("dataset_id", "digest");

-- CreateIndex
CREATE INDEX "correction_organisation_id_task_id_id_idx" ON "correction"("organisation_id", "task_id", "id");

-- CreateIndex
CREATE INDEX "correction_step_id_id_idx" ON "correction"("step_id", "id");

-- CreateIndex
CREATE INDEX "correction_approval_id_idx" ON "correction"("approval_id");

-- What a person said is never rewritten: a later correction is a row of its own. It may be erased.
CREATE TRIGGER never_rewritten BEFORE UPDATE ON correction FOR EACH ROW EXECUTE FUNCTION refuse_change();

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['offered_case', 'correction'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format($policy$CREATE POLICY tenant ON %I USING (
      organisation_id::text = current_setting('app.organisation_id', true)
      OR current_setting('app.organisation_id', true) = '*')$policy$, tenant_table);
    EXECUTE format('CREATE STATISTICS %I ON (organisation_id::text) FROM %I', 'tenant_of_' || tenant_table, tenant_table);
  END LOOP;
END $$;
