import type { DefinitionProblem } from '@switchyard/domain';

type Place = Pick<DefinitionProblem, 'nodeId' | 'edgeId' | 'path'>;

export const errorAt = (rule: string, place: Place, message: string): DefinitionProblem => ({
  severity: 'error',
  rule,
  message,
  ...place,
});

export const warningAt = (rule: string, place: Place, message: string): DefinitionProblem => ({
  severity: 'warning',
  rule,
  message,
  ...place,
});

/** Entries that occur more than once, each once. */
export const listDoubles = (values: readonly string[]): string[] => [
  ...new Set(values.filter((value, index) => values.indexOf(value) < index)),
];
