import type { JsonValue } from '@switchyard/domain';
import { textsOf } from './field-props.ts';

export interface TableRule {
  readonly when: readonly string[];
  readonly output: readonly string[];
}

const padded = (cells: readonly string[], length: number, filler: string): string[] =>
  Array.from({ length }, (_, index) => cells[index] ?? filler);

/** Rules with exactly one cell per column, whatever was stored. */
export const readRules = (value: JsonValue | undefined, inputs: number, outputs: number): TableRule[] =>
  (Array.isArray(value) ? value : []).map((rule) => {
    const cells = typeof rule === 'object' && rule !== null && !Array.isArray(rule) ? rule : {};
    return { when: padded(textsOf(cells.when), inputs, ''), output: padded(textsOf(cells.output), outputs, 'null') };
  });

export const writeRules = (rules: readonly TableRule[]): JsonValue =>
  rules.map(({ when, output }) => ({ when: [...when], output: [...output] }));

export const emptyRule = (inputs: number, outputs: number): TableRule => ({
  when: padded([], inputs, ''),
  output: padded([], outputs, 'null'),
});
