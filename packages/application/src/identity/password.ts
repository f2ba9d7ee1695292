import { randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { z } from 'zod';

/** Length is what makes a password strong (NIST SP 800-63B, section 5.1.1.2); the upper bound keeps hashing cheap. */
export const newPasswordSchema = z
  .string()
  .min(12, 'Use at least 12 characters.')
  .max(200, 'Use at most 200 characters.');

/** Argon2id with the second of OWASP's equivalent settings: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password, cost);

/** Made with the same cost, of a password nobody knows. */
const hashOfNobody =
  '$argon2id$v=19$m=19456,t=2,p=1$c3dpdGNoeWFyZC1ub2JvZHk$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

/** Takes the same time whether or not there is a hash, so that the answer does not tell who has an account. */
export const isPassword = async (passwordHash: string | null, password: string): Promise<boolean> => {
  const isRight = await verify(passwordHash ?? hashOfNobody, password);
  return passwordHash !== null && isRight;
};

const alphabet = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** 20 characters without lookalikes: about 115 bits. */
export const generatePassword = (): string =>
  Array.from({ length: 20 }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
