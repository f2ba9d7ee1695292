import { join } from 'node:path';

/** File in the data directory that holds the demo's API key, so that scripts and imports work at once. */
export const demoKeyFile = (directory: string): string => join(directory, 'demo-api-key');
