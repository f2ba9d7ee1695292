export { addBusinessTime } from './calendar/add-business-time.ts';
export { durationMs } from './calendar/duration-parts.ts';
export { type ParsedHolidays, parseHolidays } from './calendar/parse-holidays.ts';
export * from './compare-definitions.ts';
export * from './decision/choose-edges.ts';
export * from './decision/evaluate-assignments.ts';
export * from './decision/evaluate-decision-table.ts';
export { expressionLimits } from './expression/budget.ts';
export {
  compileExpression,
  evaluateCondition,
  evaluateExpression,
  evaluateList,
} from './expression/compile-expression.ts';
export * from './expression/expression-context.ts';
export { listExpressionFunctions } from './expression/functions/function-registry.ts';
export { collectReferences, listNodeReferences } from './expression/list-node-references.ts';
export { listTemplateExpressions, renderTemplate, type TemplateExpression } from './expression/template.ts';
export { type BoundaryForm, boundaryForms } from './form/boundary-forms.ts';
export type { FieldWidget, FormField, PickerKind } from './form/form-field.ts';
export * from './form/node-config-form.ts';
export * from './hash-definition.ts';
export * from './lint/lint-definition.ts';
export * from './lint/lint-references.ts';
export * from './parse-definition.ts';
export { catchUpMax, type DroppedTicks, planTicks, type TickPlan } from './schedule/plan-ticks.ts';
export { type CronSchedule, listTicks, nextTick } from './schedule/ticks.ts';
