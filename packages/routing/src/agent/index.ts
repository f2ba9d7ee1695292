export * from './check-arguments.ts';
export * from './next-action.ts';
