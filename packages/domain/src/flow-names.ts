// Names only, apart from their schemas, so that a page which shows them does not load the schema library.

/** In the middle of 0–9. */
export const priorityDefault = 5;

/** What a limit counts together. */
export const flowScopes = ['organisation', 'workflow', 'node_kind', 'connection'] as const;
export type FlowScope = (typeof flowScopes)[number];
