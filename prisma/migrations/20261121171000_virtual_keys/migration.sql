-- Why: an API key that calls models says which models and tasks it may name, the least data class of what it sends, and how many
-- calls a minute it may make. Keys from before call no models, as none has the scope; the class they would have is cautious.
-- Lock: ACCESS EXCLUSIVE on api_key for a moment: columns with a constant default, no row is rewritten.
-- Rollback: ALTER TABLE api_key DROP COLUMN models, DROP COLUMN data_class, DROP COLUMN calls_per_minute;

-- AlterTable
ALTER TABLE "api_key" ADD COLUMN     "calls_per_minute" INTEGER,
ADD COLUMN     "data_class" TEXT NOT NULL DEFAULT 'confidential',
ADD COLUMN     "models" TEXT[] DEFAULT ARRAY[]::TEXT[] NOT NULL;
ALTER TABLE "api_key" ADD CONSTRAINT api_key_data_class_check
  CHECK (data_class IN ('public', 'internal', 'confidential', 'restricted'));
