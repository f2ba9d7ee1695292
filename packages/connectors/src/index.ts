export * from './guarded-agent.ts';
export * from './guarded-fetch.ts';
export * from './guarded-request.ts';
export * from './http-request.ts';
export * from './payloads/index.ts';
export * from './public-address.ts';
export * from './script/index.ts';
export * from './sources/index.ts';
