-- Why: many steps may wait for one budget, and are shown and answered as one; a key may call on behalf of a person, whose budgets
-- then count it. And small tables: a table of ten workflows was never analysed (PostgreSQL waits for 50 changes), so that the
-- planner took it for empty and read 100,000 runs to join it; from the first row on it is analysed within a minute.
-- Locks: ACCESS EXCLUSIVE on budget_period and api_key for the moment a column without a default takes; SHARE on approval_request
-- while the index of its few open budget requests is built; SHARE UPDATE EXCLUSIVE on each table for its setting.
-- Rollback: DROP INDEX approval_budget_wait_partial; ALTER TABLE budget_period DROP COLUMN downgraded_at; ALTER TABLE api_key DROP
-- COLUMN person_id; ALTER TABLE each RESET (autovacuum_analyze_threshold).
ALTER TABLE "budget_period" ADD COLUMN "downgraded_at" TIMESTAMPTZ(3);
ALTER TABLE "api_key" ADD COLUMN "person_id" UUID;

CREATE INDEX approval_budget_wait_partial ON approval_request (budget_period_id, id) WHERE kind = 'budget' AND status = 'pending';

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOR tenant_table IN
    SELECT p.tablename FROM pg_policies p JOIN pg_class c ON c.relname = p.tablename AND c.relnamespace = current_schema()::regnamespace
    WHERE p.schemaname = current_schema() AND p.policyname = 'tenant' AND c.relkind = 'r'
  LOOP
    EXECUTE format('ALTER TABLE %I SET (autovacuum_analyze_threshold = 1)', tenant_table);
  END LOOP;
END $$;
