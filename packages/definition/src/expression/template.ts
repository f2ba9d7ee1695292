import { DomainError, err, ok, type Result } from '@switchyard/domain';
import { Budget, expressionLimits } from './budget.ts';
import { evaluateWithin } from './compile-expression.ts';
import type { ExpressionContext, ExpressionProblem } from './expression-context.ts';
import { toText } from './expression-value.ts';

export interface TemplateExpression {
  /** CEL between the braces. */
  readonly source: string;
  /** Offsets of `{{` and of the character after `}}`. */
  readonly start: number;
  readonly end: number;
}

/** Skips a quoted CEL text; returns the offset behind it. */
const skipQuoted = (template: string, at: number): number => {
  const quote = template.charAt(at);
  for (let index = at + 1; index < template.length; index += 1) {
    if (template.charAt(index) === '\\') index += 1;
    else if (template.charAt(index) === quote) return index + 1;
  }
  return template.length;
};

/** Offset of the `}}` that closes an expression begun at `from`; braces of objects and quoted texts inside count. */
const findClose = (template: string, from: number): number | undefined => {
  let depth = 0;
  for (let at = from; at < template.length; at += 1) {
    const char = template.charAt(at);
    if (char === '"' || char === "'") at = skipQuoted(template, at) - 1;
    else if (char === '{') depth += 1;
    else if (char === '}' && depth > 0) depth -= 1;
    else if (char === '}' && template.charAt(at + 1) === '}') return at;
  }
  return undefined;
};

/** Every `{{ CEL }}` of a template in order, or where one is not closed. */
export const parseTemplate = (template: string): Result<TemplateExpression[], ExpressionProblem> => {
  const found: TemplateExpression[] = [];
  let from = 0;
  for (;;) {
    const start = template.indexOf('{{', from);
    if (start < 0) return ok(found);
    const close = findClose(template, start + 2);
    if (close === undefined) return err({ message: 'A {{ is not closed by }}.', position: start });
    from = close + 2;
    found.push({ source: template.slice(start + 2, close).trim(), start, end: from });
  }
};

/** Every `{{ CEL }}` of a template in order; none when one is not closed. */
export const listTemplateExpressions = (template: string): TemplateExpression[] => {
  const parsed = parseTemplate(template);
  return parsed.ok ? parsed.value : [];
};

/**
 * Replaces each `{{ CEL }}` once by its value as text (null: empty, objects and lists: JSON).
 * What comes out of a value is never evaluated; `${…}` and `={{…}}` have no meaning. Write `{{ "{{" }}` for braces.
 * @throws DomainError invalid_expression
 */
export const renderTemplate = (template: string, context: ExpressionContext): string => {
  const parsed = parseTemplate(template);
  if (!parsed.ok) throw new DomainError('invalid_expression', parsed.error.message);
  const budget = new Budget();
  let text = '';
  let at = 0;
  for (const { source, start, end } of parsed.value) {
    text += template.slice(at, start) + toText(evaluateWithin(source, context, budget), budget);
    at = end;
    if (text.length > expressionLimits.textChars) {
      throw new DomainError('invalid_expression', `The text grows over ${expressionLimits.textChars} characters.`);
    }
  }
  return text + template.slice(at);
};
