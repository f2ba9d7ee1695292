import { randomBytes } from 'node:crypto';

/** A name that no other test and no earlier round used: `Travel request 3f9ab2`. */
export const unique = (name: string): string => `${name} ${randomBytes(3).toString('hex')}`;
