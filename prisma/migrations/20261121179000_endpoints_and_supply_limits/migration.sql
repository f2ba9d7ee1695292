-- Why: a supplier may have several keys and regions; what may be asked of it, of one of them and by an API key in a minute, or at
-- once, is counted by all processes together; an API key is edited, and rotated while its old secret is still good for a while.
-- Locks: ACCESS EXCLUSIVE on supplier and api_key for a moment: columns with a constant default or none, no row is rewritten; the
-- index on api_key reads it once, and keys are few. The other tables are new.
-- Rollback: DROP TABLE supplier_endpoint, supply_meter; ALTER TABLE supplier DROP COLUMN calls_at_once, DROP COLUMN
-- calls_per_minute, DROP COLUMN tokens_per_minute; ALTER TABLE api_key DROP COLUMN previous_hash, DROP COLUMN previous_until, DROP
-- COLUMN revision. Keys of the endpoints stay in secret until they are deleted by name.

-- AlterTable
ALTER TABLE "api_key" ADD COLUMN     "previous_hash" TEXT,
ADD COLUMN     "previous_until" TIMESTAMPTZ(3),
ADD COLUMN     "revision" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "supplier" ADD COLUMN     "calls_at_once" INTEGER,
ADD COLUMN     "calls_per_minute" INTEGER,
ADD COLUMN     "tokens_per_minute" BIGINT;

-- CreateTable
CREATE TABLE "supplier_endpoint" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "supplier_id" UUID NOT NULL,
    "label" TEXT NOT NULL,
    "base_url" TEXT,
    "residency" TEXT,
    "secret_id" UUID,
    "place" INTEGER NOT NULL,
    "weight" INTEGER NOT NULL,
    "is_enabled" BOOLEAN NOT NULL DEFAULT true,
    "calls_at_once" INTEGER,
    "calls_per_minute" INTEGER,
    "tokens_per_minute" BIGINT,

    CONSTRAINT "supplier_endpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "supply_meter" (
    "organisation_id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "state" JSONB NOT NULL,

    CONSTRAINT "supply_meter_pkey" PRIMARY KEY ("organisation_id","subject")
);

-- CreateIndex
CREATE UNIQUE INDEX "supplier_endpoint_supplier_id_label_key" ON "supplier_endpoint"("supplier_id", "label");

-- CreateIndex
CREATE INDEX "supplier_endpoint_organisation_id_idx" ON "supplier_endpoint"("organisation_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_previous_hash_key" ON "api_key"("previous_hash");

ALTER TABLE supplier ADD CONSTRAINT supplier_limits_check CHECK (calls_at_once > 0 AND calls_per_minute > 0 AND tokens_per_minute > 0);
ALTER TABLE supplier_endpoint
  ADD CONSTRAINT supplier_endpoint_limits_check CHECK (calls_at_once > 0 AND calls_per_minute > 0 AND tokens_per_minute > 0);

-- Rewritten several times a second while a limit is in use: room on the page keeps the writes off the index.
ALTER TABLE supply_meter SET (fillfactor = 30, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['supplier_endpoint', 'supply_meter'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format($policy$CREATE POLICY tenant ON %I USING (
      organisation_id::text = current_setting('app.organisation_id', true)
      OR current_setting('app.organisation_id', true) = '*')$policy$, tenant_table);
    EXECUTE format('CREATE STATISTICS %I ON (organisation_id::text) FROM %I', 'tenant_of_' || tenant_table, tenant_table);
  END LOOP;
END $$;
