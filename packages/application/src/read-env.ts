import { DomainError } from '@switchyard/domain/error';
import type { z } from 'zod';

/** Reads an environment against a schema and names every problem at once. Values are never shown: some are secrets. */
export const readEnv = <Schema extends z.ZodType>(
  schema: Schema,
  env: Record<string, string | undefined>,
): z.infer<Schema> => {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(present);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new DomainError('misconfigured', `The environment is not complete:\n${problems.join('\n')}`);
};
