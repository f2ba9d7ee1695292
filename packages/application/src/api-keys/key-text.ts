import { hash, randomBytes } from 'node:crypto';

/** `sy_` and 256 random bits: recognisable to secret scanners, too long to guess. */
export const createKeyText = (): string => `sy_${randomBytes(32).toString('base64url')}`;

export const isKeyText = (text: string): boolean => /^sy_[A-Za-z0-9_-]{43}$/.test(text);

/** A key is random, so one round of SHA-256 is as good as a slow hash and costs every request nothing. */
export const hashKeyText = (text: string): string => hash('sha256', text, 'hex');
