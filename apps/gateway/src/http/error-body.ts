import { DomainError, errorCodes, isDomainError, jsonObjectSchema } from '@switchyard/domain';
import { z } from 'zod';

/** The one shape of every failure. */
export const errorBodySchema = z.object({
  error: z.object({
    code: z.enum(Object.keys(errorCodes)),
    /** For people: what is wrong and what to do. */
    message: z.string(),
    /** Facts for machines; for `invalid_input`, `fields` maps paths to what is wrong. */
    details: jsonObjectSchema,
    /** To quote when reporting a problem. */
    requestId: z.string(),
  }),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;

const fromZod = (error: z.core.$ZodError): DomainError => {
  const fields: Record<string, string> = {};
  for (const issue of error.issues) fields[issue.path.join('.')] ??= issue.message;
  const [path, message] = Object.entries(fields)[0] ?? ['', 'The input is not valid.'];
  return new DomainError('invalid_input', path === '' ? message : `${path}: ${message}`, { details: { fields } });
};

/** Anything thrown → the error a caller may see. What is not a DomainError is a defect and says nothing of its inside. */
export const toDomainError = (thrown: unknown, requestId: string): DomainError => {
  if (isDomainError(thrown)) return thrown;
  if (thrown instanceof z.core.$ZodError) return fromZod(thrown);
  return new DomainError('internal', `Something went wrong inside Switchyard. Quote ${requestId} when you report it.`, {
    cause: thrown,
  });
};

export const errorBody = ({ code, message, details }: DomainError, requestId: string): ErrorBody => ({
  error: { code, message, details, requestId },
});
