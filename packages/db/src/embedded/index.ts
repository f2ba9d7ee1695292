export { findFreePort, isPortFree } from './free-port.ts';
export {
  type GuardedProcess,
  type GuardedProcessOptions,
  startGuardedProcess,
} from './guarded-process.ts';
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './start-embedded-postgres.ts';
