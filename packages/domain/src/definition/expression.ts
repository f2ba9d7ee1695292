import { z } from 'zod';

/** CEL source. Sees `input`, `vars`, `steps.<nodeId>.output`, `sources.<slug>` and `run`; never evaluated twice. */
export const expressionSchema = z.string().trim().min(1, 'Write an expression.').max(4000);

/** Text in which each `{{ CEL }}` is replaced once by its value; text that comes out of a value is never evaluated. */
export const templateSchema = z.string().max(20_000);

/** ISO 8601 duration in days, hours, minutes and seconds, such as PT30M or P2DT4H. */
export const durationSchema = z
  .string()
  .regex(/^P(?!$)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/, 'Write a duration such as PT30M, PT4H or P2D.');

/** Id of a node inside its definition; a CEL identifier so that `steps.<id>` reads naturally. */
export const nodeIdSchema = z
  .string()
  .regex(/^[a-z][a-zA-Z0-9_]{0,63}$/, 'Start with a lower-case letter; then letters, digits and _ (at most 64).');

/** Name of a variable or output field. */
export const variableNameSchema = z
  .string()
  .regex(/^(?!__proto__$)[a-zA-Z_][a-zA-Z0-9_]{0,63}$/, 'Use letters, digits and _, but not the name __proto__.');
