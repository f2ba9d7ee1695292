-- Why: a supplier that fails is left alone by every worker and gateway, not only by the process that saw it fail.
-- Locks: none that anybody waits for; a new table.
-- Rollback: DROP TABLE supplier_circuit. What is forgotten is which suppliers were failing a moment ago.

-- CreateTable
CREATE TABLE "supplier_circuit" (
    "organisation_id" UUID NOT NULL,
    "candidate_ref" TEXT NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "openings" INTEGER NOT NULL DEFAULT 0,
    "open_until" TIMESTAMPTZ(3),

    CONSTRAINT "supplier_circuit_pkey" PRIMARY KEY ("organisation_id","candidate_ref")
);

ALTER TABLE supplier_circuit ENABLE ROW LEVEL SECURITY;
ALTER TABLE supplier_circuit FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON supplier_circuit USING (
  organisation_id::text = current_setting('app.organisation_id', true)
  OR current_setting('app.organisation_id', true) = '*');
CREATE STATISTICS tenant_of_supplier_circuit ON (organisation_id::text) FROM supplier_circuit;
