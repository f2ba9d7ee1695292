-- Why: values over 64 kB move out of their rows into the payload store. These tables say what is stored and which runs refer
-- to it, so that what nobody refers to can be removed.
-- Locks: none; creates new objects only.
-- Rollback: only while no run refers to a payload (payload_use is empty): drop both tables.

-- CreateTable
CREATE TABLE "payload" (
    "organisation_id" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "stored_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "check_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payload_pkey" PRIMARY KEY ("organisation_id","hash")
);

-- CreateTable
CREATE TABLE "payload_use" (
    "organisation_id" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "run_id" UUID NOT NULL,
    "check_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payload_use_pkey" PRIMARY KEY ("organisation_id","hash","run_id")
);

-- CreateIndex
CREATE INDEX "payload_check_at_idx" ON "payload"("check_at");

-- CreateIndex
CREATE INDEX "payload_use_check_at_idx" ON "payload_use"("check_at");

ALTER TABLE payload ENABLE ROW LEVEL SECURITY;
ALTER TABLE payload FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON payload USING (
  organisation_id::text = current_setting('app.organisation_id', true)
  OR current_setting('app.organisation_id', true) = '*');

ALTER TABLE payload_use ENABLE ROW LEVEL SECURITY;
ALTER TABLE payload_use FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON payload_use USING (
  organisation_id::text = current_setting('app.organisation_id', true)
  OR current_setting('app.organisation_id', true) = '*');
