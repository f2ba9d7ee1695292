export * from './count-votes.ts';
export * from './decidable-request.ts';
export * from './list-problems.ts';
export * from './may-decide.ts';
export * from './request-digest.ts';
