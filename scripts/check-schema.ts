// The Prisma schema and the migrations say the same. Replays the migrations on an embedded PostgreSQL of its own.
import { diffSchema, readMigrations } from '../packages/db/src/migrate/index.ts';
import { withScratchPostgres } from './scratch-postgres.ts';

const difference = await withScratchPostgres((url) => diffSchema(url, readMigrations()));
if (difference !== '')
  console.error(
    `The migrations do not lead to the schema. Write what is missing with \`pnpm db:diff NAME\`:\n\n${difference}`,
  );
process.exit(difference === '' ? 0 : 1);
