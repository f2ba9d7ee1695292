import { z } from 'zod';

/**
 * A mail address as it identifies a person: plain ASCII, lower case. Anything else is refused rather than normalised, because
 * letters that look alike (a full-width `＠`, a Cyrillic `а`) have been used to sign in as somebody else.
 */
export const emailSchema = z
  .string()
  .trim()
  .max(254)
  // Before lower-casing, which turns the Kelvin sign into a k.
  .regex(/^[\x21-\x7e]+$/, 'Enter a mail address in plain letters, such as ana@example.com.')
  .toLowerCase()
  .regex(
    /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/,
    'Enter a mail address in plain letters, such as ana@example.com.',
  );
