export * from './create-telemetry.ts';
export * from './logger.ts';
export * from './telemetry.ts';
export { traceParentOfRun } from './trace-parent.ts';
