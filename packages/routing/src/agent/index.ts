export * from './check-arguments.ts';
export * from './next-action.ts';
export * from './raise-limits.ts';
