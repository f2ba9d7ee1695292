export { type LimitView, limitListSchema, listLimits } from './list-limits.ts';
export { removeLimit, removeLimitInput } from './remove-limit.ts';
export { savedLimitSchema, setLimit, setLimitInput } from './set-limit.ts';
