-- Why: a lab announces a new price before it holds. It can be entered then, with the instant from which on it holds, instead of by
-- somebody who is awake at that moment.
-- Locks: ACCESS EXCLUSIVE on supplier_model for the moment it takes to change the catalogue; a constant default writes no row.
-- Rollback: ALTER TABLE supplier_model DROP COLUMN later_prices (prices that are still to come are lost).
ALTER TABLE "supplier_model" ADD COLUMN "later_prices" JSONB NOT NULL DEFAULT '[]';
