export * from './mcp-failure.ts';
export * from './mcp-session.ts';
