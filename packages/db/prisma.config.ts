import { defineConfig } from 'prisma/config';

// Only `prisma generate` and `prisma format` use this; migrations go through packages/db/src/migrate.
export default defineConfig({ schema: '../../prisma/schema' });
