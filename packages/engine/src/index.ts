export * from './advance.ts';
export * from './command.ts';
export { catchPortOf, isFailureCaught } from './containers.ts';
export * from './event.ts';
export * from './execution-mode.ts';
export * from './graph.ts';
export * from './inspect-state.ts';
export * from './run-state.ts';
