import { hostname } from 'node:os';

/** The name that a process of this machine holds steps under. */
export const ownerOf = (pid: number): string => `${hostname()}/${pid}`;
