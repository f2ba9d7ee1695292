import type { DataSchema, TaskSpec } from '@switchyard/domain';

/** The one field of a task's output that a classifier writes. */
export interface LabelField {
  readonly name: string;
  readonly type: 'string' | 'boolean';
  /** What the schema allows; null for a text whose labels are those of the cases. */
  readonly labels: readonly string[] | null;
}

export type LabelFieldResult =
  | { readonly ok: true; readonly field: LabelField }
  /** One sentence: why no classifier can do this task. */
  | { readonly ok: false; readonly reason: string };

const asLabelField = (name: string, schema: DataSchema): LabelField | null => {
  if (schema.type === 'boolean') return { name, type: 'boolean', labels: ['false', 'true'] };
  if (schema.type !== 'string' || schema.format !== undefined) return null;
  return { name, type: 'string', labels: schema.enum ?? null };
};

/**
 * Which field of the output a classifier can give. A choice from a list or yes/no is taken before a free text; there must be exactly one,
 * and nothing else may be required, because a classifier writes labels and nothing else.
 */
export const findLabelField = ({ output, input }: Pick<TaskSpec, 'output' | 'input'>): LabelFieldResult => {
  const refuse = (reason: string): LabelFieldResult => ({ ok: false, reason });
  if (output.type !== 'object') return refuse('The output is not an object with named fields.');
  if (Object.keys(input.properties ?? {}).length === 0) return refuse('The input has no fields to learn from.');
  const fields = Object.entries(output.properties ?? {}).flatMap(([name, schema]) => asLabelField(name, schema) ?? []);
  const required = output.required ?? [];
  const closed = fields.filter(({ labels }) => labels !== null);
  const open = fields.filter(({ name }) => fields.length === 1 || required.includes(name));
  const usable = closed.length > 0 ? closed : open;
  const [field, second] = usable;
  if (!field) return refuse('The output has no field that is a choice from a list, yes or no, or a label.');
  if (second)
    return refuse(`The output has several labels (${usable.map(({ name }) => name).join(', ')}); one is learned.`);
  const other = required.find((name) => name !== field.name);
  if (other !== undefined) {
    return refuse(`The output also needs “${other}”, and a classifier gives “${field.name}” only. Make it optional.`);
  }
  return { ok: true, field };
};

/** The label in an output, as text; null where there is none or the schema does not allow it. */
export const labelIn = (field: LabelField, output: unknown): string | null => {
  if (typeof output !== 'object' || output === null || !Object.hasOwn(output, field.name)) return null;
  const value: unknown = Reflect.get(output, field.name);
  const label = typeof value === 'boolean' && field.type === 'boolean' ? String(value) : value;
  if (typeof label !== 'string' || label === '' || label.length > 200) return null;
  return field.labels === null || field.labels.includes(label) ? label : null;
};

/** The output that says `label`. */
export const outputOf = (field: LabelField, label: string): Record<string, string | boolean> => ({
  [field.name]: field.type === 'boolean' ? label === 'true' : label,
});
