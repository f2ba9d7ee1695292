export { findFreePort } from '@switchyard/db/embedded';
export { type EffectServer, type EffectServerOptions, startEffectServer } from './effect-server.ts';
export { emptyQueue } from './empty-queue.ts';
export { type GuardedProcess, type NodeProcess, startNodeProcess } from './node-process.ts';
export { type OtlpReceiver, startOtlpReceiver } from './otlp-receiver.ts';
export { type RestartablePostgres, startRestartablePostgres } from './restartable-postgres.ts';
export { type RunAccount, readRunAccount } from './run-account.ts';
export { type StartOptions, startUntilAccepted } from './start-until-accepted.ts';
export { terminateConnections } from './terminate-connections.ts';
export {
  createTestDatabase,
  type TestDatabase,
  type TestDatabaseOptions,
} from './test-database.ts';
export { redisAvailable, startRedis, type TestRedis } from './test-redis.ts';
