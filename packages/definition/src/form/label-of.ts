import type { NodeKind } from '@switchyard/domain';
import type { FieldSpec } from './form-field.ts';
import { nodeKindSpecs } from './node-kind-specs.ts';

const startsAt = (path: string, prefix: string): boolean =>
  path === prefix || path.startsWith(`${prefix}.`) || path.startsWith(`${prefix}[`);

const labelIn = (fields: readonly FieldSpec[], path: string): string | undefined => {
  const field = fields.find((each) => startsAt(path, each.path)) ?? fields.find((each) => startsAt(each.path, path));
  if (!field) return undefined;
  const [, row, rest = ''] = /^\[(\d+)\]\.?(.*)$/.exec(path.slice(field.path.length)) ?? [];
  const label = row === undefined ? field.label : `${field.label} ${Number(row) + 1}`;
  const inner = field.fields && rest !== '' ? labelIn(field.fields, rest) : undefined;
  return inner === undefined ? label : `${label}, ${inner}`;
};

/** A place in a node's config in the words of its form: `stages[0].who.users` → `“Stages 1, People”`. */
export const labelOf = (kind: NodeKind, path: string): string => {
  if (path === '') return 'its settings';
  return `“${labelIn(nodeKindSpecs[kind].fields, path) ?? path}”`;
};
