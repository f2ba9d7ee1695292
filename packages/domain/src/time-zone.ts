import { z } from 'zod';

/** Whether the platform knows the IANA time zone. */
export const isTimeZone = (timeZone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

/** Name of an IANA time zone, such as Europe/Paris. */
export const timeZoneSchema = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .refine(isTimeZone, 'This is not a time zone. Write one such as Europe/Paris.');
