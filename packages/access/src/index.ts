export * from './can.ts';
export * from './permission.ts';
export * from './role-permissions.ts';
