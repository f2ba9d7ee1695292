export { observationOf } from './fit-plans.ts';
export * from './learn-router.ts';
export * from './outcome-table.ts';
export { pairsOf } from './plan-model.ts';
export * from './serialise-router.ts';
export * from './summarise-outcomes.ts';
