export * from './list-server-tools.ts';
export * from './list-tool-servers.ts';
export * from './register-tool-server.ts';
export * from './remove-tool-server.ts';
