export {
  createTestDatabase,
  type TestDatabase,
  type TestDatabaseOptions,
} from './test-database.ts';
export { redisAvailable, startRedis, type TestRedis } from './test-redis.ts';
