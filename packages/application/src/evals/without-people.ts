import type { TaskSpec } from '@switchyard/domain';

/** The task as machines do it: what is evaluated is the answer that a person would be shown. */
export const withoutPeople = (spec: TaskSpec): TaskSpec => ({
  ...spec,
  checks: spec.checks.filter(({ kind }) => kind !== 'human'),
});
