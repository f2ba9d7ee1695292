export * from './create-test-app.ts';
export * from './drain.ts';
export * from './publish-definition.ts';
